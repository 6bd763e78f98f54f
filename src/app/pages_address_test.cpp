#include "app/pages_address.hpp"

#include <gtest/gtest.h>

namespace fugong::app {
namespace {

std::string of(const char* address, std::uint16_t port = 8020, bool behind_tls = false) {
  ServeOptions options;
  options.address = address;
  options.port = port;
  options.behind_tls = behind_tls;
  return pages_address(options);
}

TEST(PagesAddress, IsWhereTheServerListensIfThatLeadsSomewhere) {
  EXPECT_EQ(of("127.0.0.1"), "http://127.0.0.1:8020");
  EXPECT_EQ(of("::1"), "http://[::1]:8020");
  for (const char* any : {"0.0.0.0", "::", ""})
    EXPECT_EQ(of(any), "") << any;
  EXPECT_EQ(of("127.0.0.1", 0), "") << "any port";
  EXPECT_EQ(of("10.0.0.5", 8020, true), "") << "people reach the proxy";
}

TEST(PagesAddress, IsTheOneThatWasGiven) {
  ServeOptions options;
  options.address = "0.0.0.0";
  options.behind_tls = true;
  options.public_url = "https://relief.example";
  EXPECT_EQ(pages_address(options), "https://relief.example");
}

}  // namespace
}  // namespace fugong::app
