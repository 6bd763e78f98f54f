// Words of answering what a case still asks for: Chinese, English.
import type { Texts } from "../texts";

export const kAmendTexts = {
  amend_title: ["补正材料", "Hand in what is missing"],
  amend_lead: ["办理机关一次告知了下面全部需要补正的内容。", "The office told all that is missing at once:"],
  amend_free_title: ["更正填报或补交材料", "Set right what you stated, or hand in more"],
  amend_free_lead: [
    "决定作出前可以更正自己填的内容、补交材料。更正后重新核算，当前步骤的期限从更正之日重新计算。",
    "Until it is decided you may set right what you stated and hand in more. It is judged again, and the time of the current step begins anew that day.",
  ],
  amend_note: ["给办理机关的说明（可不填）", "Note to the office (may be left empty)"],
  amend_fact_known: ["原来填的是：{value}", "You stated: {value}"],
  amend_changed: ["已改", "changed"],
  fault_amend_nothing: [
    "还没有补任何内容。请更改、上传，或在说明里写明为什么不用补。",
    "Nothing is handed in yet. Change or upload something, or say in the note why nothing is needed.",
  ],
  amend_done: ["全部补好了，提交", "That is all, send it"],
} satisfies Texts<string>;
