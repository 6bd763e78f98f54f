#include "platform/http/server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "platform/http/raw_client.hpp"

namespace fugong::http {
namespace {

using std::chrono::milliseconds;

/// A door that handlers wait at until the test opens it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::seconds(20), [this] { return open_; });
  }
  void await_waiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options_.port = 0;
    router_.add(Method::get, "/hello",
                [](const Request&) { return Response::json("{\"hello\":1}"); });
    router_.add(Method::post, "/echo", [](const Request& request) {
      Response response;
      response.headers.emplace_back("Content-Type", "text/plain");
      response.body = request.body;
      return response;
    });
    router_.add(Method::get, "/big",
                [](const Request&) { return Response::json("[" + std::string(4000, ' ') + "]"); });
    router_.add(Method::get, "/throw",
                [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
    router_.add(Method::get, "/split", [](const Request&) {
      Response response;
      response.headers.emplace_back("X-Name", "a\r\nSet-Cookie: b=c");
      return response;
    });
    router_.add(Method::get, "/wait", [this](const Request&) {
      gate_.pass();
      return Response::json("{\"waited\":1}");
    });
    router_.add(Method::get, "/empty", [](const Request&) {
      Response response;
      response.status = 204;
      return response;
    });
  }

  std::uint16_t start() {
    server_ = std::make_unique<Server>(options_, router_);
    const auto port = server_->start();
    EXPECT_TRUE(port.has_value());
    return port.value_or(0);
  }

  static std::string get(std::string_view target, std::string_view more = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
  }

  Gate gate_;
  ServerOptions options_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersWithLengthDateAndSecurityHeaders) {
  RawClient client(start());
  client.send(get("/hello"));
  const RawAnswer answer = client.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"hello\":1}");
  EXPECT_TRUE(answer.has("\r\nServer: fugong\r\n"));
  EXPECT_TRUE(answer.has(" GMT\r\n"));
  EXPECT_TRUE(answer.has("\r\nCache-Control: no-store\r\n"));
  EXPECT_TRUE(answer.has("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'"));
  EXPECT_TRUE(answer.has("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_TRUE(answer.has("\r\nReferrer-Policy: no-referrer\r\n"));
  EXPECT_TRUE(answer.has("\r\nCross-Origin-Opener-Policy: same-origin\r\n"));
  EXPECT_TRUE(answer.has("\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
  EXPECT_TRUE(answer.has("\r\nPermissions-Policy: "));
  EXPECT_FALSE(answer.has("Connection: close"));
}

TEST_F(ServerTest, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  RawClient client(start());
  std::string burst;
  for (int i = 0; i < 50; ++i) {
    const std::string body = std::to_string(i);
    burst += "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
             "\r\n\r\n" + body;
  }
  client.send(burst);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(client.receive().body, std::to_string(i));
  client.send(get("/hello", "Connection: close\r\n"));
  EXPECT_TRUE(client.receive().has("Connection: close\r\n"));
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, HeadHasTheLengthButNoBody) {
  RawClient client(start());
  client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n" + get("/empty") + get("/hello"));
  EXPECT_TRUE(client.receive(true).has("Content-Length: 11\r\n"));
  const RawAnswer empty = client.receive();
  EXPECT_EQ(empty.status, 204);
  EXPECT_FALSE(empty.has("Content-Length"));
  EXPECT_EQ(client.receive().body, "{\"hello\":1}");
}

TEST_F(ServerTest, OldVersionKeepsAliveOnlyWhenAsked) {
  const std::uint16_t port = start();
  RawClient plain(port);
  plain.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(plain.receive().status, 200);
  EXPECT_TRUE(plain.closed());
  RawClient keep(port);
  keep.send("GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  EXPECT_TRUE(keep.receive().has("Connection: keep-alive\r\n"));
  keep.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(keep.receive().status, 200);
}

TEST_F(ServerTest, ReadsChunksAndWaitsForContinue) {
  RawClient client(start());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: "
      "100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n");
  EXPECT_EQ(client.receive().body, "abcde");
}

TEST_F(ServerTest, CompressesLargeJsonWhenAccepted) {
  RawClient client(start());
  client.send(get("/big", "Accept-Encoding: br, gzip;q=0.5\r\n") + get("/big") +
              get("/big", "Accept-Encoding: gzip;q=0\r\n"));
  const RawAnswer packed = client.receive();
  EXPECT_TRUE(packed.has("Content-Encoding: gzip\r\n"));
  EXPECT_LT(packed.body.size(), 200u);
  EXPECT_EQ(packed.body.substr(0, 2), "\x1f\x8b");
  const RawAnswer plain = client.receive();
  EXPECT_FALSE(plain.has("Content-Encoding"));
  EXPECT_TRUE(plain.has("Vary: Accept-Encoding\r\n"));
  EXPECT_EQ(plain.body.size(), 4002u);
  EXPECT_FALSE(client.receive().has("Content-Encoding"));
}

TEST_F(ServerTest, AThrowingHandlerTellsTheLogAndNotTheClient) {
  std::mutex mutex;
  std::string log;
  options_.access_log = [&](const std::string& line) {
    const std::lock_guard lock(mutex);
    log += line + "\n";
  };
  RawClient client(start());
  client.send(get("/throw?token=1") + get("/split") + get("/hello"));
  const RawAnswer failed = client.receive();
  EXPECT_EQ(failed.status, 500);
  EXPECT_TRUE(failed.has("application/problem+json"));
  EXPECT_EQ(failed.body.find("secret"), std::string::npos);
  const RawAnswer split = client.receive();
  EXPECT_EQ(split.status, 500);
  EXPECT_FALSE(split.has("Set-Cookie"));
  EXPECT_EQ(client.receive().status, 200);
  server_->stop();
  EXPECT_NE(log.find("secret detail"), std::string::npos);
  EXPECT_NE(log.find(R"({"method":"GET","path":"/throw","status":500,)"), std::string::npos);
  EXPECT_EQ(log.find("token"), std::string::npos);
}

struct Hostile {
  const char* name;
  std::string bytes;
  int status;
};

std::vector<Hostile> hostile_requests() {
  const std::string host = "Host: x\r\n";
  const auto with = [&](const std::string& headers) {
    return "POST /echo HTTP/1.1\r\n" + host + headers + "\r\n";
  };
  const auto target = [&](const std::string& text) {
    return "GET " + text + " HTTP/1.1\r\n" + host + "\r\n";
  };
  return {
      {"two lengths", with("Content-Length: 1\r\nContent-Length: 1\r\n") + "a", 400},
      {"length list", with("Content-Length: 1, 1\r\n") + "a", 400},
      {"signed length", with("Content-Length: +1\r\n") + "a", 400},
      {"empty length", with("Content-Length:\r\n"), 400},
      {"huge length", with("Content-Length: 99999999999999999999999\r\n"), 413},
      {"length and chunks", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"other coding", with("Transfer-Encoding: gzip\r\n"), 501},
      {"coding list", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
      {"two codings", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"chunks in 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"bad chunk", with("Transfer-Encoding: chunked\r\n") + "zz\r\n", 400},
      {"signed chunk", with("Transfer-Encoding: chunked\r\n") + "-1\r\n", 400},
      {"prefixed chunk", with("Transfer-Encoding: chunked\r\n") + "0x1\r\n", 400},
      {"endless chunk", with("Transfer-Encoding: chunked\r\n") + "1\r\nab\r\n", 400},
      {"wide chunk", with("Transfer-Encoding: chunked\r\n") + "ffffffffffffffffff\r\n", 400},
      {"big chunk", with("Transfer-Encoding: chunked\r\n") + "ffffffffffffffff\r\n", 413},
      {"long chunk line", with("Transfer-Encoding: chunked\r\n") + "1;" + std::string(200, 'a'),
       400},
      {"folded header", with("X-A: 1\r\n 2\r\n"), 400},
      {"blank before colon", with("X-A : 1\r\n"), 400},
      {"no colon", with("X-A\r\n"), 400},
      {"empty name", with(": 1\r\n"), 400},
      {"nul in value", with(std::string("X-A: 1\0002\r\n", 10)), 400},
      {"lone CR", with("X-A: 1\r2\r\n"), 400},
      {"bare LF", "GET /hello HTTP/1.1\nHost: x\n\n", 400},
      {"bad UTF-8 in value", with("X-A: \xff\r\n"), 400},
      {"no host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET /hello HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400},
      {"bad host", "GET /hello HTTP/1.1\r\nHost: x/y\r\n\r\n", 400},
      {"host with user", "GET /hello HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
      {"two content types", with("Content-Type: a/b\r\nContent-Type: a/c\r\n"), 400},
      {"compressed body", with("Content-Encoding: gzip\r\nContent-Length: 0\r\n"), 415},
      {"other expectation", with("Expect: tea\r\nContent-Length: 1\r\n"), 417},
      {"nul in target", target(std::string("/a\0b", 4)), 400},
      {"control in target", target("/a\x01"), 400},
      {"raw high byte", target("/\xe4\xb8\xad"), 400},
      {"encoded nul", target("/a%00"), 400},
      {"encoded line end", target("/a%0d%0a"), 400},
      {"cut percent", target("/a%4"), 400},
      {"bad percent", target("/a%zz"), 400},
      {"overlong UTF-8", target("/%c0%af"), 400},
      {"bad UTF-8 in query", target("/hello?a=%ff"), 400},
      {"dot segments", target("/a/../hello"), 400},
      {"encoded dot segments", target("/a/%2e%2e/hello"), 400},
      {"encoded slash", target("/a%2fb"), 400},
      {"double slash", target("//hello"), 400},
      {"backslash", target("/a\\b"), 400},
      {"fragment", target("/hello#a"), 400},
      {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"no slash", target("hello"), 400},
      {"user in absolute form", target("http://u@x/hello"), 400},
      {"blank in target", target("/a b"), 400},
      {"tab in request line", "GET\t/hello HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"no version", "GET /hello\r\n\r\n", 400},
      {"odd version", "GET /hello HTTP/1.10\r\nHost: x\r\n\r\n", 400},
      {"lower-case version", "GET /hello http/1.1\r\nHost: x\r\n\r\n", 400},
      {"version 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"version 1.2", "GET /hello HTTP/1.2\r\nHost: x\r\n\r\n", 505},
      {"unknown method", "BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n", 501},
      {"lower-case method", "get /hello HTTP/1.1\r\nHost: x\r\n\r\n", 501},
      {"connect", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 501},
      {"trace", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 501},
      {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01", 6), 400},
      {"two empty lines", "\r\n\r\n" + target("/hello"), 400},
      {"long target", target("/" + std::string(2048, 'a')), 414},
      {"endless target", "GET /" + std::string(3000, 'a'), 414},
      {"endless word", std::string(3000, 'a'), 400},
      {"large headers", with("X-A: " + std::string(9000, 'a') + "\r\n"), 431},
      {"endless header", "GET / HTTP/1.1\r\nX-A: " + std::string(9000, 'a'), 431},
      {"many headers", with([] {
         std::string out;
         for (int i = 0; i < 101; ++i)
           out += "a:b\r\n";
         return out;
       }()),
       431},
      {"large body", with("Content-Length: 1048577\r\n"), 413},
      {"large trailer",
       with("Transfer-Encoding: chunked\r\n") + "0\r\nX-A: " + std::string(9000, 'a') + "\r\n\r\n",
       431},
  };
}

TEST_F(ServerTest, RefusesHostileRequestsAndCloses) {
  const std::uint16_t port = start();
  for (const Hostile& hostile : hostile_requests()) {
    RawClient client(port);
    client.send(hostile.bytes);
    const RawAnswer answer = client.receive();
    EXPECT_EQ(answer.status, hostile.status) << hostile.name;
    EXPECT_TRUE(answer.has("application/problem+json")) << hostile.name;
    EXPECT_TRUE(answer.has("Connection: close")) << hostile.name;
    EXPECT_TRUE(answer.has("Content-Security-Policy")) << hostile.name;
    // Whatever stood behind the refused request is never read as another one.
    client.finish_sending();
    EXPECT_TRUE(client.closed()) << hostile.name;
  }
}

TEST_F(ServerTest, TheSameRequestsCutIntoBytesAreRefusedAlike) {
  const std::uint16_t port = start();
  for (const Hostile& hostile : hostile_requests()) {
    if (hostile.bytes.size() > 400) continue;
    RawClient client(port);
    for (const char byte : hostile.bytes) {
      if (!client.send({&byte, 1})) break;
    }
    EXPECT_EQ(client.receive().status, hostile.status) << hostile.name;
  }
}

TEST_F(ServerTest, TakesWhatIsJustWithinTheLimits) {
  RawClient client(start());
  const std::string body(1u << 20, 'b');
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n" + body);
  EXPECT_EQ(client.receive().body, body);
  client.send(get("/" + std::string(2047, 'a')));
  EXPECT_EQ(client.receive().status, 404);
  const std::size_t frame = get("/hello", "X-A: \r\n").size();
  client.send(get("/hello", "X-A: " + std::string(8192 - frame, 'a') + "\r\n"));
  EXPECT_EQ(client.receive().status, 200);
  client.send(get("/hello", "X-A: " + std::string(8193 - frame, 'a') + "\r\n"));
  EXPECT_EQ(client.receive().status, 431);
}

TEST_F(ServerTest, AcceptsTheAbsoluteFormAndOneEmptyLine) {
  RawClient client(start());
  client.send("\r\n" + get("http://x/hello"));
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ServerTest, ARefusedLargeBodyCanStillReadItsAnswer) {
  RawClient client(start());
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
  client.send(std::string(2'000'000, 'b'));
  EXPECT_EQ(client.receive().status, 413);
}

TEST_F(ServerTest, CutsSlowSendersByTheWholeRequest) {
  options_.request_deadline_ms = 300;
  RawClient client(start());
  const auto begun = std::chrono::steady_clock::now();
  const std::string request = get("/hello");
  for (std::size_t i = 0; i + 1 < request.size(); ++i) {
    if (!client.send({&request[i], 1})) break;
    std::this_thread::sleep_for(milliseconds(50));
    if (std::chrono::steady_clock::now() - begun > milliseconds(600)) break;
  }
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.closed());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, milliseconds(3000));
}

TEST_F(ServerTest, CutsASlowBodyToo) {
  options_.request_deadline_ms = 200;
  RawClient client(start());
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(client.receive().status, 408);
}

TEST_F(ServerTest, TakesALargerBodyWhereTheRouteDoes) {
  options_.max_body_bytes = 1'000;
  router_.add(
      Method::post, "/files/{id}",
      [](const Request& request) { return Response::json(std::to_string(request.body.size())); },
      {.max_body_bytes = 100'000});
  const auto port = start();
  const auto post = [&](const std::string& path, std::size_t bytes) {
    RawClient client(port);
    client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                std::to_string(bytes) + "\r\n\r\n" + std::string(bytes, 'x'));
    const RawAnswer answer = client.receive();
    return answer.status == 200 ? answer.body : std::to_string(answer.status);
  };
  EXPECT_EQ(post("/files/1", 100'000), "100000");
  EXPECT_EQ(post("/files/1", 100'001), "413");
  EXPECT_EQ(post("/files/1?a=b", 1'001), "1001");
  EXPECT_EQ(post("/echo", 1'001), "413");
  EXPECT_EQ(post("/nowhere", 1'001), "413");
  RawClient chunks(port);
  chunks.send("POST /files/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 11; ++i)
    chunks.send("2710\r\n" + std::string(10'000, 'x') + "\r\n");
  EXPECT_EQ(chunks.receive().status, 413) << "however it is cut";
}

TEST_F(ServerTest, GivesALargeBodyTimeAsItArrives) {
  options_.max_body_bytes = 1'000;
  options_.request_deadline_ms = 300;
  router_.add(Method::post, "/files", [](const Request&) { return Response::json("1"); },
              {.max_body_bytes = 100'000});
  const auto port = start();
  // Ten pieces of a fourth of a second's worth each: three times the deadline, and in time.
  RawClient steady(port);
  steady.send("POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(milliseconds(90));
    steady.send(std::string(5'000, 'x'));
  }
  EXPECT_EQ(steady.receive().status, 200);
  RawClient dripping(port);
  dripping.send("POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\nx");
  EXPECT_EQ(dripping.receive().status, 408);
}

TEST_F(ServerTest, TakesFewLargeBodiesAtATime) {
  options_.max_body_bytes = 1'000;
  router_.add(Method::post, "/files", [](const Request&) { return Response::json("1"); },
              {.max_body_bytes = 100'000});
  const auto port = start();
  const std::string head = "POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\nx";
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 32; ++i) {
    clients.push_back(std::make_unique<RawClient>(port));
    // Whoever is told to go on has his place.
    clients.back()->send(
        "POST /files HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        "Content-Length: 2000\r\n\r\n");
    EXPECT_EQ(clients.back()->receive(true).status, 100) << i;
  }
  {
    RawClient late(port);
    late.send(head);
    EXPECT_EQ(late.receive().status, 503);
  }
  clients.front()->send(std::string(2'000, 'x'));
  EXPECT_EQ(clients.front()->receive().status, 200);
  RawClient next(port);
  next.send(head + std::string(1'999, 'x'));
  EXPECT_EQ(next.receive().status, 200) << "a place came free";
}

TEST_F(ServerTest, ClosesIdleConnectionsSilently) {
  options_.idle_deadline_ms = 150;
  const std::uint16_t port = start();
  RawClient fresh(port);
  RawClient used(port);
  used.send(get("/hello"));
  EXPECT_EQ(used.receive().status, 200);
  EXPECT_TRUE(fresh.closed());
  EXPECT_TRUE(used.closed());
}

TEST_F(ServerTest, SaysSoWhenTheHandlerIsTooSlow) {
  options_.handler_deadline_ms = 150;
  RawClient client(start());
  client.send(get("/wait", "Accept-Language: en\r\n"));
  const RawAnswer answer = client.receive();
  gate_.open();
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("Retry-After: "));
  EXPECT_NE(answer.body.find("/problems/handler-too-slow"), std::string::npos);
  EXPECT_NE(answer.body.find("took too long"), std::string::npos);
  EXPECT_TRUE(client.closed());  // and the late answer is not sent
}

TEST_F(ServerTest, SaysSoWhenTheQueueIsFull) {
  options_.workers = 1;
  options_.max_queue = 1;
  const std::uint16_t port = start();
  RawClient running(port);
  running.send(get("/wait"));
  gate_.await_waiting(1);
  RawClient queued(port);
  queued.send(get("/hello"));
  // The queue has one place; only once it is taken is the next one turned away.
  int refused = 0;
  for (int i = 0; i < 100 && refused == 0; ++i) {
    RawClient next(port);
    next.send(get("/hello"));
    const RawAnswer answer = next.receive(false, 50);
    if (answer.status == 503 && answer.has("Retry-After: ")) ++refused;
  }
  gate_.open();
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(running.receive().status, 200);
}

TEST_F(ServerTest, TurnsAwayConnectionsAboveTheLimit) {
  options_.max_connections = 2;
  const std::uint16_t port = start();
  RawClient first(port);
  RawClient second(port);
  first.send(get("/hello"));
  second.send(get("/hello"));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
  RawClient third(port);
  EXPECT_EQ(third.receive().status, 503);
  EXPECT_TRUE(third.closed());
  first.send(get("/hello"));
  EXPECT_EQ(first.receive().status, 200);
}

TEST_F(ServerTest, ServesManyClientsAtOnce) {
  const std::uint16_t port = start();
  std::atomic<int> good{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 16; ++c) {
    clients.emplace_back([&, c] {
      RawClient client(port);
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(c * 1000 + i);
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
        if (client.receive().body == body) ++good;
      }
    });
  }
  for (std::thread& client : clients)
    client.join();
  EXPECT_EQ(good, 16 * 50);
}

TEST_F(ServerTest, StoppingLetsRunningRequestsFinish) {
  const std::uint16_t port = start();
  RawClient idle(port);
  idle.send(get("/hello"));
  EXPECT_EQ(idle.receive().status, 200);
  RawClient running(port);
  running.send(get("/wait"));
  gate_.await_waiting(1);
  std::thread stopper([this] { server_->stop(); });
  EXPECT_TRUE(idle.closed());
  gate_.open();
  const RawAnswer answer = running.receive();
  EXPECT_EQ(answer.body, "{\"waited\":1}");
  EXPECT_TRUE(answer.has("Connection: close\r\n"));
  running.finish_sending();
  stopper.join();
  EXPECT_FALSE(RawClient(port).connected());
}

TEST_F(ServerTest, StoppingDoesNotWaitForeverForASlowSender) {
  options_.drain_deadline_ms = 200;
  RawClient client(start());
  client.send("GET /hello HT");
  std::this_thread::sleep_for(milliseconds(50));
  const auto begun = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, milliseconds(2000));
}

TEST_F(ServerTest, AClientThatVanishesHarmsNobody) {
  const std::uint16_t port = start();
  for (int i = 0; i < 20; ++i) {
    RawClient client(port);
    client.send(get("/big") + get("/big") + get("/hello"));
  }
  RawClient client(port);
  client.send(get("/hello"));
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ServerTest, AnAddressThatCannotBeHadIsAFault) {
  const std::uint16_t port = start();
  ServerOptions taken;
  taken.port = port;
  Server second(taken, router_);
  const auto in_use = second.start();
  ASSERT_FALSE(in_use.has_value());
  EXPECT_EQ(in_use.error().front().code, "address-in-use");
  ServerOptions wrong;
  wrong.address = "nowhere";
  Server third(wrong, router_);
  const auto invalid = third.start();
  ASSERT_FALSE(invalid.has_value());
  EXPECT_EQ(invalid.error().front().code, "address-invalid");
}

}  // namespace
}  // namespace fugong::http
