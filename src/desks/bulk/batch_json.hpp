// A batch as the API gives it (docs/api/openapi.yaml). Private to the room.
#pragma once

#include <string>
#include <vector>

#include "desks/bulk/batch.hpp"

namespace fugong::bulk {

std::string batch_json(const Batch& batch, const std::vector<Line>& lines);

/// The rows that are bad or failed, as they were sent, with what is wrong beside: to be mended and
/// sent again.
std::string faults_csv(const Batch& batch, const std::vector<Line>& lines);

}  // namespace fugong::bulk
