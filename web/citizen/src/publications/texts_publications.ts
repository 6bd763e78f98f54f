// Words of what is published to everybody: Chinese, English.
import type { Texts } from "../texts";

export const kPublicationTexts = {
  title: ["公示", "Published decisions"],
  lead: [
    "下面是正在公示的决定。公示期内，任何人认为有误，都可以向作出决定的机关提出。",
    "These decisions are published now. Whoever thinks that one is wrong may tell the office that made it, as long as it is published.",
  ],
  province: ["省（区、市）", "Province"],
  city: ["市（州、盟）", "City"],
  county: ["县（市、区）", "County"],
  matter: ["政策", "Policy"],
  all: ["全部", "All"],
  count: ["共 {count} 项", "{count} {count|decision|decisions}"],
  count_more: ["已显示 {count} 项，后面还有", "{count} shown, there are more"],
  none: ["现在没有正在公示的决定。", "Nothing is published at present."],
  none_here: ["按所选的地区和政策，现在没有正在公示的决定。", "Nothing is published at present for this place and policy."],
  firm_unknown: ["（登记库中没有名称）", "(the register has no name)"],
  amount: ["金额", "Amount"],
  finding: ["认定成立", "Found to be so"],
  office: ["决定机关", "Decided by"],
  term: ["公示期", "Published"],
  from_until: ["{from}至{until}（含当日）", "from {from} to {until}, both included"],
  number: ["编号", "Number"],
  contact: ["联系", "Contact"],
  how_title: ["认为有误，怎么提出", "If you think that one is wrong"],
  how: [
    "请在公示期内向“决定机关”提出（有“联系”的，找所列的部门），写明编号、哪里不对和您的联系方式。",
    "Tell the office that decided, or the one named as contact, while it is published. Name the number, say what is wrong and how you can be reached.",
  ],
  how_firm: [
    "被公示的企业对决定不服的，在“我的办理”中打开该案件，提出异议。",
    "A firm that doesn't agree with its own decision objects on the page of its case, under \"My cases\".",
  ],
  only_this: [
    "只公示企业名称、政策、金额、决定机关和期限；企业提交的材料不公开。个体工商户以个人姓名登记的，只显示姓氏。",
    "Only the firm's name, the policy, the amount, the office and the term are shown; nothing that the firm handed in. Of an individual business registered under a person's name only the family name is shown.",
  ],
  more: ["再显示一些", "Show some more"],
} satisfies Texts<string>;

export type PublicationKey = keyof typeof kPublicationTexts;
