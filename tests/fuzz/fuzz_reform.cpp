// Fuzz target of reforms: whatever the bytes, either faults that have a place and both languages,
// or files of which exactly those that are named as changed differ, each of them YAML that reads.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pack/reform.hpp"
#include "pack/small_pack_sample.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

const fugong::pack::Files& files() {
  static const fugong::pack::Files kFiles = [] {
    fugong::pack::Files made = fugong::pack::small_pack();
    made["p/t.csv"] = "code,value\na,1\nb,2\n";
    return made;
  }();
  return kFiles;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto reform = fugong::pack::read_reform(text, "fuzz.yaml", files(), "p");
  if (!reform) {
    require(!reform.error().empty());
    for (const auto& fault : reform.error()) {
      require(!fault.message.zh.empty() && !fault.message.en.empty());
      require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
      require(!fault.place.file.empty());
    }
    return 0;
  }
  for (const auto& [path, bytes] : reform->files) {
    const auto& changed = reform->changed;
    const bool named = std::find(changed.begin(), changed.end(), path) != changed.end();
    const auto before = files().find(path);
    require(named || (before != files().end() && before->second == bytes));
    if (named && path.ends_with(".yaml")) require(fugong::parse_yaml(bytes, path).has_value());
  }
  require(reform->files.size() >= files().size());
  (void)fugong::pack::load(reform->files, "p");  // whatever it makes of it, it doesn't fall over
  return 0;
}
