# Tests that take a minute and more each under sanitizers and run no code there that others don't: they are about
# two ways that must come to the same for very many inputs, which the release build tests.
set(FUGONG_NOT_SANITIZED
  CensusOfThePack.*
  Blocks/CensusReasons.AreThoseOfTracedChecks/1
  Comparison.IsWhatChecksOfBothPacksSay
  Diff.DoesNotSeeLayout
  KeptRules.OfTheNoticeAreThoseOfAChecksWorking
  RealPacks.ADocketComesToWhatAnAnswerComesTo
  RealPacks.ATraceChangesNoAnswer
  RealPacks.EveryStepBreaksAnExample
  Replay.ReproducesRandomFirms
  Survey.ComesToWhatChecksOfEachFirmComeTo
  Tampering.AnyChangedByteOfPapersOfTheNoticeIsFound
  UnknownSound.no_claim_is_overturned
  On/InDatabaseOf.FirmsOfTheProfile/postgresql
  On/InDatabaseOf.FirmsOfWhichEveryFactIsGiven/postgresql)
list(JOIN FUGONG_NOT_SANITIZED ":" FUGONG_NOT_SANITIZED)
