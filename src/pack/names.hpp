// The words of a pack for what the engines count off: docs/pack-format.md is their reference. The
// reader takes them; a comparison and the API say them, so that who knows the pack knows both.
//
//   name_in(kStates, law::State::depends)   // "depends"
//
// Constants; any thread.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "engines/law/rulebook.hpp"
#include "engines/law/source.hpp"
#include "engines/stacking/rules.hpp"
#include "pack/pack.hpp"

namespace fugong::pack {

template <class E>
using Choice = std::pair<std::string_view, E>;

/// The word for a value; empty for one that packs don't use.
template <class E, std::size_t N>
constexpr std::string_view name_in(const std::array<Choice<E>, N>& choices, E wanted) {
  for (const auto& [name, value] : choices) {
    if (value == wanted) return name;
  }
  return "";
}

/// How sure the text of a document is.
inline constexpr std::array<Choice<law::Status>, 3> kStatuses{{
    {"confirmed", law::Status::confirmed},
    {"partly_confirmed", law::Status::partly_confirmed},
    {"from_memory", law::Status::from_memory},
}};

/// Of facts, and how a definition is shown.
inline constexpr std::array<Choice<law::FactType>, 8> kFactTypes{{
    {"boolean", law::FactType::boolean},
    {"integer", law::FactType::integer},
    {"number", law::FactType::number},
    {"percent", law::FactType::percent},
    {"money", law::FactType::money},
    {"date", law::FactType::date},
    {"code", law::FactType::code},
    {"text", law::FactType::text},
}};

inline constexpr std::array<Choice<law::Parameter::Type>, 5> kParameterTypes{{
    {"number", law::Parameter::Type::number},
    {"percent", law::Parameter::Type::percent},
    {"money", law::Parameter::Type::money},
    {"date", law::Parameter::Type::date},
    {"months", law::Parameter::Type::months},
}};

inline constexpr std::array<Choice<law::BenefitKind>, 11> kBenefitKinds{{
    {"grant", law::BenefitKind::grant},
    {"refund", law::BenefitKind::refund},
    {"waiver", law::BenefitKind::waiver},
    {"deferral", law::BenefitKind::deferral},
    {"rate_cut", law::BenefitKind::rate_cut},
    {"term_extension", law::BenefitKind::term_extension},
    {"deduction", law::BenefitKind::deduction},
    {"credit", law::BenefitKind::credit},
    {"priority", law::BenefitKind::priority},
    {"permission", law::BenefitKind::permission},
    {"service", law::BenefitKind::service},
}};

/// Which total a benefit counts in.
inline constexpr std::array<Choice<law::Total>, 4> kTotals{{
    {"cash", law::Total::cash},
    {"relief", law::Total::relief},
    {"liquidity", law::Total::liquidity},
    {"none", law::Total::none},
}};

inline constexpr std::array<Choice<Rounding>, 5> kRoundings{{
    {"half_up", Rounding::half_up},
    {"half_even", Rounding::half_even},
    {"half_down", Rounding::half_down},
    {"up", Rounding::up},
    {"down", Rounding::down},
}};

inline constexpr std::array<Choice<law::Untranslatable::Reason>, 4> kUntranslatableReasons{{
    {"no_figure", law::Untranslatable::Reason::no_figure},
    {"officer_discretion", law::Untranslatable::Reason::officer_discretion},
    {"not_about_enterprise", law::Untranslatable::Reason::not_about_enterprise},
    {"no_place", law::Untranslatable::Reason::no_place},
}};

inline constexpr std::array<Choice<Measure::State>, 2> kMeasureStates{{
    {"computed", Measure::State::computed},
    {"planned", Measure::State::planned},
}};

inline constexpr std::array<Choice<Disposition::Kind>, 5> kDispositions{{
    {"computable", Disposition::Kind::computable},
    {"open_term", Disposition::Kind::open_term},
    {"untranslatable", Disposition::Kind::untranslatable},
    {"desk", Disposition::Kind::desk},
    {"data", Disposition::Kind::data},
}};

/// Of a provision for a subject.
inline constexpr std::array<Choice<law::State>, 3> kStates{{
    {"entitled", law::State::entitled},
    {"depends", law::State::depends},
    {"not_entitled", law::State::not_entitled},
}};

/// Whose benefits a rule of stacking counts together.
inline constexpr std::array<Choice<stacking::Per>, 2> kPer{{
    {"enterprise", stacking::Per::enterprise},
    {"subject", stacking::Per::subject},
}};

}  // namespace fugong::pack
