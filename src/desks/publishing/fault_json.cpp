#include "desks/publishing/fault_json.hpp"

#include <algorithm>

namespace fugong::publishing {

void write_fault(JsonWriter& w, const Fault& fault) {
  w.begin_object().key("code").string(fault.code).key("message").text(fault.message);
  w.key("remedy").text(fault.remedy).key("place").begin_object();
  w.key("file").string(fault.place.file).key("line").number(fault.place.line);
  w.key("column").number(fault.place.column).key("pointer").string(fault.place.pointer);
  w.end_object().end_object();
}

void write_faults(JsonWriter& w, std::string_view key, const Faults& faults) {
  w.key(key).begin_array();
  for (std::size_t i = 0; i < std::min(faults.size(), kMaxFaultsShown); ++i)
    write_fault(w, faults[i]);
  w.end_array();
}

}  // namespace fugong::publishing
