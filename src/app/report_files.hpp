// What an assessment leaves in its folder: tables as CSV, pages, a workbook.
#pragma once

#include <string>

#include "desks/assessment/report.hpp"

namespace fugong::app {

/// The frame without `other_page`, which is set for each page.
Result<void> write_report(const std::string& folder, const assessment::Assessment& assessment,
                          assessment::ReportFrame frame);
Result<void> write_report(const std::string& folder, const assessment::Comparison& comparison,
                          assessment::ReportFrame frame);

}  // namespace fugong::app
