// Fuzz target of the HTTP/1.1 reader: whatever the bytes, it answers with requests within the
// limits or with a refusal in both languages; and where the bytes are cut in two makes no
// difference to what is understood.
//
// The first byte says where the cut is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/wire.hpp"

namespace {

using fugong::http::ReadState;
using fugong::http::RequestReader;

void require(bool condition) {
  if (!condition) std::abort();
}

const fugong::http::WireLimits kLimits{512, 128, 1024, {}};

/// What was understood, as text: equal texts are equal readings.
struct Reading {
  std::string text;
  bool refused = false;
};

void drain(RequestReader& reader, Reading& reading) {
  while (!reading.refused) {
    const ReadState state = reader.advance();
    if (state == ReadState::need_more) return;
    if (state == ReadState::refused) {
      const auto& refusal = reader.refusal();
      require(refusal.status >= 400 && refusal.status < 600);
      require(!refusal.fault.message.zh.empty() && !refusal.fault.message.en.empty());
      reading.refused = true;
      reading.text += "refused " + refusal.fault.code;
      return;
    }
    const auto received = reader.take();
    const auto& request = received.request;
    require(request.path.starts_with('/') && request.path.size() <= kLimits.max_target_bytes);
    require(request.body.size() <= kLimits.max_body_bytes);
    require(request.headers.size() <= fugong::http::kMaxHeaderFields);
    reading.text += fugong::http::method_name(request.method);
    reading.text += ' ' + request.path + '\n' + request.body + '\n';
    for (const auto& [name, value] : request.headers)
      reading.text += name + '=' + value + '\n';
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  Reading whole;
  RequestReader one(kLimits);
  one.feed(bytes);
  drain(one, whole);

  const std::size_t cut = bytes.empty() ? 0 : data[0] * bytes.size() / 256;
  Reading parts;
  RequestReader two(kLimits);
  two.feed(bytes.substr(0, cut));
  drain(two, parts);
  if (!parts.refused) {
    two.feed(bytes.substr(cut));
    drain(two, parts);
  }
  // A refusal may come sooner when less has arrived, but never other requests before it.
  require(whole.refused == parts.refused);
  if (!whole.refused) require(whole.text == parts.text);
  return 0;
}
