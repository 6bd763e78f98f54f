#include "app/run_file.hpp"

#include "app/files.hpp"
#include "base/json_writer.hpp"
#include "base/tree.hpp"

namespace fugong::app {

namespace {

constexpr std::size_t kMaxBytes = 1u << 20;

}  // namespace

std::string RunFile::to_json() const {
  JsonWriter json;
  json.begin_object();
  json.key("program").string(program);
  json.key("pack").string(pack);
  json.key("pack_hash").string(hash);
  if (!reform_hash.empty()) json.key("reformed_pack_hash").string(reform_hash);
  json.key(database.empty() ? "register" : "database")
      .string(database.empty() ? snapshot : database);
  json.key("register_fingerprint").string(fingerprint);
  json.key("on").string(moment.on.to_string());
  json.key("known_at").string(moment.known_at.to_string());
  json.key("firms").number(static_cast<std::int64_t>(firms));
  json.key("synthetic").boolean(synthetic);
  if (!rules.empty()) json.key("rules").string(rules);
  json.key("command").string(command);
  json.end_object();
  return json.take() + "\n";
}

Result<RunFile> RunFile::read(const std::string& folder) {
  const std::string path = folder + "/run.json";
  auto bytes = read_file(path, kMaxBytes);
  if (!bytes) return fail(std::move(bytes.error()));
  auto document = parse_json(*bytes, path);
  if (!document) return fail(std::move(document.error()));
  const auto text = [&](const char* key) {
    const Node* node = document->find(key);
    return node != nullptr && node->is_text() ? node->text : std::string();
  };
  RunFile run;
  run.pack = text("pack");
  run.hash = text("pack_hash");
  run.reform_hash = text("reformed_pack_hash");
  run.snapshot = text("register");
  run.database = text("database");
  run.fingerprint = text("register_fingerprint");
  run.rules = text("rules");
  const auto on = Date::parse(text("on"));
  const auto known_at = Date::parse(text("known_at"));
  if (run.pack.empty() || run.hash.empty() || run.snapshot.empty() == run.database.empty() || !on ||
      !known_at) {
    return fail("run-broken", Place{path, 0, 0, ""}, {"缺少必要的项", "it lacks a part"},
                {"用 fugong assess 重新测算", "run fugong assess again"});
  }
  run.moment = {*on, *known_at};
  return run;
}

}  // namespace fugong::app
