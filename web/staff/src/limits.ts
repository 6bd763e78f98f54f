// How many characters a form takes: the server counts bytes, of which a Chinese character is three, and what can be typed
// is not to be refused afterwards.

/** Of a reason or note of a case. */
export const kMostCaseNote = 1333;
/** Of the name of a notice behind a fund's money. */
export const kMostFundDocument = 42;
export const kMostFundNote = 666;
/** Of a note on a draft of the rules. */
export const kMostDraftNote = 666;
export const kMostDraftTitle = 100;
