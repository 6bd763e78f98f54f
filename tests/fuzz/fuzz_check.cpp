// Fuzz target of a check: whatever the bytes of a facts document, reading it answers with a subject
// or with faults that have both languages, and a subject that was read can be checked on any day:
// an amount shows only where the state says entitled, an open answer says what it waits for.
//
// The first two bytes pick the service date and the known-at date around the months of the notice.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "pack/pack.hpp"

namespace {

namespace law = fugong::law;

void require(bool condition) {
  if (!condition) std::abort();
}

fugong::pack::Pack load() {
  const std::filesystem::path folder = FUGONG_SOURCE_DIR "/packs";
  fugong::pack::Files files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.emplace(std::filesystem::relative(entry.path(), folder).generic_string(),
                  std::string(std::istreambuf_iterator<char>(in), {}));
  }
  auto pack = fugong::pack::load(files, "miit-2020-14");
  require(pack.has_value());
  return std::move(*pack);
}

fugong::Date day(std::uint8_t pick) {
  return fugong::Date::parse("2020-01-01")->plus_days(pick);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fugong::pack::Pack kPack = load();
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
  const auto document = fugong::parse_json(text, "");
  if (!document) return 0;  // fuzz_json's business
  const auto subject = law::read_subject(kPack.book, *document);
  if (!subject) {
    require(!subject.error().empty());
    for (const auto& fault : subject.error()) {
      require(!fault.message.zh.empty() && !fault.message.en.empty());
      require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
      require(fault.place.pointer.empty() || fault.place.pointer[0] == '/');
    }
    return 0;
  }
  const law::Answer answer = kPack.book.check(*subject, {day(data[0]), day(data[1])});
  for (const law::Entitlement& e : answer.entitlements) {
    require(e.state == law::State::entitled || (!e.amount && !e.rate));
    require((e.state == law::State::depends) == !e.open.empty());
    require(!e.amount || e.amount->fen >= 0);
    require(e.provision->known_from <= answer.moment.known_at);
  }
  return 0;
}
