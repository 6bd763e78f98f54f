// schema_check: holds an answer of the server to the OpenAPI file. A test program.
//
//   schema_check openapi.yaml operations              "GET /api/v1/health" ..., one a line
//   schema_check openapi.yaml answer "GET /api/v1/health" 200 application/json < body
//
// Prints what differs, a line each, and exits with 1. Stricter than JSON Schema where that hides
// mistakes: a property that the file doesn't name is an error unless additionalProperties is true,
// and so is a keyword of a schema that this program doesn't know.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/tree.hpp"

namespace {

using fugong::Node;

using Errors = std::vector<std::string>;

const Node* find(const Node* node, std::string_view key) {
  return node == nullptr ? nullptr : node->find(key);
}

class Checker {
 public:
  explicit Checker(const Node& document) : document_(document) {}

  /// The node itself, or what its $ref points to.
  const Node& resolved(const Node& node) const {
    const Node* ref = node.find("$ref");
    if (ref == nullptr) return node;
    const Node* at = &document_;
    std::string_view path = ref->text;
    if (!path.starts_with("#/")) fail("only local references: " + ref->text);
    path.remove_prefix(2);
    while (!path.empty()) {
      const std::size_t end = std::min(path.find('/'), path.size());
      at = find(at, path.substr(0, end));
      path.remove_prefix(std::min(end + 1, path.size()));
    }
    if (at == nullptr) fail("nothing at " + ref->text);
    return *at;
  }

  void check(const Node& schema_or_ref, const Node& value, Errors& errors) const {
    const Node& schema = resolved(schema_or_ref);
    for (const auto& [keyword, unused] : schema.fields) {
      if (!known().contains(keyword)) fail("a keyword that isn't checked: " + keyword);
    }
    const auto wrong = [&](const std::string& what) {
      errors.push_back(fmt::format("{}: {}", value.place.pointer, what));
    };
    if (const Node* type = schema.find("type"); type != nullptr && !has_type(*type, value)) {
      wrong("wrong type");
      return;
    }
    if (const Node* values = schema.find("enum")) {
      if (std::none_of(values->items.begin(), values->items.end(),
                       [&](const Node& one) { return one.text == value.text; })) {
        wrong("'" + value.text + "' is not one of the enum");
      }
    }
    if (const Node* constant = schema.find("const")) {
      const std::string text = value.kind == Node::Kind::boolean
                                   ? std::string(value.truth ? "true" : "false")
                                   : value.text;
      if (constant->text != text) wrong("is not the const");
    }
    if (const Node* format = schema.find("format");
        format != nullptr && value.kind == Node::Kind::string) {
      if (format->text != "date") fail("a format that isn't checked: " + format->text);
      if (!fugong::Date::parse(value.text)) wrong("'" + value.text + "' is not a date");
    }
    if (outside(schema, value)) wrong("'" + value.text + "' is outside minimum and maximum");
    if (const Node* choices = schema.find("oneOf")) check_one_of(*choices, value, errors);
    if (value.kind == Node::Kind::map) check_map(schema, value, errors);
    if (const Node* items = schema.find("items")) {
      for (const Node& item : value.items)
        check(*items, item, errors);
    }
  }

  [[noreturn]] static void fail(const std::string& what) {
    fmt::print(stderr, "schema_check: {}\n", what);
    std::exit(2);
  }

 private:
  static const std::set<std::string>& known() {
    static const std::set<std::string> kKnown{"$ref",
                                              "type",
                                              "enum",
                                              "const",
                                              "format",
                                              "oneOf",
                                              "required",
                                              "properties",
                                              "items",
                                              "title",
                                              "example",
                                              "description",
                                              "additionalProperties",
                                              "maxLength",
                                              "minimum",
                                              "maximum"};
    return kKnown;
  }

  static bool is(std::string_view type, const Node& value) {
    using Kind = Node::Kind;
    switch (value.kind) {
      case Kind::null:
        return type == "null";
      case Kind::boolean:
        return type == "boolean";
      case Kind::number: {
        const auto number = fugong::Decimal::parse(value.text);
        return type == "number" || (type == "integer" && number && number->is_integer());
      }
      case Kind::list:
        return type == "array";
      case Kind::map:
        return type == "object";
      case Kind::string:
      case Kind::plain:
        return type == "string";
    }
    return false;
  }

  static bool outside(const Node& schema, const Node& value) {
    const auto number = fugong::Decimal::parse(value.text);
    if (value.kind != Node::Kind::number || !number) return false;
    const auto end = [&](std::string_view keyword) -> std::optional<fugong::Decimal> {
      const Node* node = schema.find(keyword);
      return node == nullptr ? std::nullopt : fugong::Decimal::parse(node->text);
    };
    const auto low = end("minimum");
    const auto high = end("maximum");
    return (low && *number < *low) || (high && *number > *high);
  }

  static bool has_type(const Node& type, const Node& value) {
    if (type.is_text()) return is(type.text, value);
    return std::any_of(type.items.begin(), type.items.end(),
                       [&](const Node& one) { return is(one.text, value); });
  }

  void check_one_of(const Node& choices, const Node& value, Errors& errors) const {
    std::size_t fits = 0;
    for (const Node& choice : choices.items) {
      Errors own;
      check(choice, value, own);
      if (own.empty()) ++fits;
    }
    if (fits != 1) errors.push_back(fmt::format("{}: fits {} of oneOf", value.place.pointer, fits));
  }

  void check_map(const Node& schema, const Node& value, Errors& errors) const {
    const Node* properties = schema.find("properties");
    const Node* open = schema.find("additionalProperties");
    if (const Node* required = schema.find("required")) {
      for (const Node& name : required->items) {
        if (value.find(name.text) == nullptr) {
          errors.push_back(fmt::format("{}: '{}' is missing", value.place.pointer, name.text));
        }
      }
    }
    const bool others = open != nullptr ? open->text == "true" : schema.find("oneOf") != nullptr;
    for (const auto& [name, part] : value.fields) {
      const Node* property = find(properties, name);
      if (property != nullptr) {
        check(*property, part, errors);
      } else if (!others) {
        errors.push_back(
            fmt::format("{}: '{}' isn't in the OpenAPI file", value.place.pointer, name));
      }
    }
  }

  const Node& document_;
};

std::string read_all(std::FILE* file) {
  std::string text;
  char buffer[65'536];
  std::size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, file)) > 0)
    text.append(buffer, got);
  return text;
}

Node load(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) Checker::fail(fmt::format("can't read {}", path));
  auto document = fugong::parse_yaml(read_all(file), path);
  std::fclose(file);
  if (!document) Checker::fail(fugong::describe(document.error()[0], "en"));
  return std::move(*document);
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

void print_operations(const Node& document) {
  const Node* paths = document.find("paths");
  if (paths == nullptr) return;
  for (const auto& [path, methods] : paths->fields) {
    for (const auto& [method, unused] : methods.fields)
      fmt::print("{} {}\n", upper(method), path);
  }
}

int check_answer(const Node& document, std::string_view operation, const char* status,
                 const char* media_type) {
  const std::size_t blank = std::min(operation.find(' '), operation.size());
  const Node* methods = find(document.find("paths"), operation.substr(blank + 1));
  const Node* found = nullptr;
  for (const auto& [method, one] : methods == nullptr ? Node().fields : methods->fields) {
    if (upper(method) == operation.substr(0, blank)) found = methods->find(method);
  }
  const Node* response = find(find(found, "responses"), status);
  if (response == nullptr) {
    fmt::print("{} {} isn't in the OpenAPI file\n", operation, status);
    return 1;
  }
  const Checker checker(document);
  const Node* content = find(checker.resolved(*response).find("content"), media_type);
  const Node* schema = find(content, "schema");
  if (schema == nullptr) {
    fmt::print("{} {}: no schema for {}\n", operation, status, media_type);
    return 1;
  }
  fugong::TreeLimits limits;
  limits.max_bytes = 16u << 20;
  const auto body = fugong::parse_json(read_all(stdin), "", limits);
  if (!body) {
    fmt::print("{}\n", fugong::describe(body.error()[0], "en"));
    return 1;
  }
  Errors errors;
  checker.check(*schema, *body, errors);
  for (const std::string& error : errors)
    fmt::print("{} {}: {}\n", operation, status, error);
  return errors.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 2 ? argv[2] : "";
  if (command == "operations") {
    print_operations(load(argv[1]));
    return 0;
  }
  if (command == "answer" && argc == 6) {
    return check_answer(load(argv[1]), argv[3], argv[4], argv[5]);
  }
  Checker::fail("usage: schema_check FILE operations | answer OPERATION STATUS MEDIA_TYPE");
}
