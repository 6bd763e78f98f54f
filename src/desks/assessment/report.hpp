// Report: an assessment, or the comparison of a reform with what is in force, as a page with charts
// and tables that stands for itself: no script, nothing fetched.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desks/assessment/comparison.hpp"
#include "pack/diff/diff.hpp"

namespace fugong::assessment {

/// What a report says besides the figures.
struct ReportFrame {
  std::string command;      ///< that repeats it
  std::string fingerprint;  ///< of the snapshot
  std::string other_page;   ///< the file of the page in the other language
  const pack::Reform* reform = nullptr;
  std::vector<pack::Change> changes;  ///< of the packs
};

/// One of them; `language` "zh" or "en".
std::string report_page(const Assessment& assessment, const ReportFrame& frame,
                        std::string_view language);
std::string report_page(const Comparison& comparison, const ReportFrame& frame,
                        std::string_view language);

}  // namespace fugong::assessment
