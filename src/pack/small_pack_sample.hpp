// The smallest pack that decides something, for the tests of src/pack. Not part of the library.
#pragma once

#include <string>

#include "pack/pack.hpp"

namespace fugong::pack {

inline constexpr const char* kSmallPack = R"(id: p
version: "1"
title: {zh: 测试, en: Test}
credit: {zh: 无, en: None}
subjects:
  - {name: firm, label: {zh: 企业, en: Firm}}
)";

inline constexpr const char* kSmallFacts = R"(facts:
  - name: staff
    subject: firm
    type: integer
    label: {zh: 人数, en: Staff}
    question: {zh: 有多少人, en: How many people}
  - name: kind
    subject: firm
    type: text
    label: {zh: 种类, en: Kind}
    question: {zh: 什么种类, en: Which kind}
)";

inline constexpr const char* kSmallDecision = R"(name: size
subject: firm
label: {zh: 规模, en: Size}
clause: {zh: 第一条, en: Article 1}
document:
  number: 测1
  title: {zh: 测试文件, en: Test document}
  issuer: {zh: 测试, en: Test}
  issued: 2020
  status: confirmed
  source: {zh: 虚构, en: Invented}
in_force: {from: 2000-01-01, to: open}
table:
  hit: F
  inputs: [staff, kind]
  outputs: [size]
  rules: |
    | >= 10 | -       | "large"   |
    | -     | "a\|b"  | "special" |
    | -     | -       | "small"   |
)";

inline std::string example(const std::string& id, const std::string& facts,
                           const std::string& value) {
  return "  - id: " + id +
         "\n    note: {zh: 例, en: Example}\n    working: by hand\n    on: 2020-12-31\n    facts: "
         "{" +
         facts + "}\n    expect: [{decision: size, value: " + value + "}]\n";
}

inline Files small_pack() {
  return {{"p/pack.yaml", kSmallPack},
          {"p/facts.yaml", kSmallFacts},
          {"p/decisions/size.yaml", kSmallDecision},
          {"p/decisions/size.examples.yaml",
           "examples:\n" + example("at", "staff: 10, kind: x", "large") +
               example("below", "staff: 9, kind: x", "small") +
               example("bar", "staff: 9, kind: \"a|b\"", "special")}};
}

}  // namespace fugong::pack
