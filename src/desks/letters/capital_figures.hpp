// Amounts in Chinese capital figures, which a stroke of a pen does not turn into others: as the
// People's Bank lays down for bills (支付结算办法, annex 1, 正确填写票据和结算凭证的基本规定).
//
//   capital_figures(Money{10700053})     // "人民币壹拾万柒仟元零伍角叁分"
//
// Where it leaves a choice this is the form that leaves least room to write between: 零 is written
// where the yuan's last digit is 0 and jiao follow; 整 stands behind whole yuan only.
#pragma once

#include <string>

#include "base/money.hpp"

namespace fugong::letters {

/// `amount` is not negative (our own, checked).
std::string capital_figures(Money amount);

}  // namespace fugong::letters
