// Built-ins on contexts (DMN 1.5, 10.3.4.10).
#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel::parts {
namespace {

/// Sets the entry, at the end if the key is new.
void put(Context& entries, const std::string& key, const Value& value) {
  for (auto& [name, held] : entries) {
    if (name == key) {
      held = value;
      return;
    }
  }
  entries.emplace_back(key, value);
}

Value get_value(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 2) return error(context, kWrongArgument);
  if (arguments[0].kind() != Kind::context || arguments[1].kind() != Kind::string) {
    return error(context, kWrongArgument);
  }
  const Value* found = arguments[0].find(arguments[1].string());
  return found != nullptr ? *found : error(context, "no-such-entry");
}

Value get_entries(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1 || arguments[0].kind() != Kind::context)
    return error(context, kWrongArgument);
  List entries;
  for (const auto& [name, value] : arguments[0].context()) {
    entries.push_back(Value::of(Context{{"key", Value::of(name)}, {"value", value}}));
  }
  return Value::of(std::move(entries));
}

/// From entries {key, value}; a key twice is refused.
Value make_context(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const auto entries = list_at(arguments, 0);
  if (!entries) return error(context, kWrongArgument);
  Context made;
  for (const Value& entry : *entries) {
    const Value* key = entry.find("key");
    const Value* value = entry.find("value");
    if (key == nullptr || value == nullptr || key->kind() != Kind::string) {
      return error(context, kWrongArgument);
    }
    for (const auto& [name, held] : made) {
      if (name == key->string()) return error(context, "duplicate-key");
    }
    made.emplace_back(key->string(), *value);
  }
  return Value::of(std::move(made));
}

/// The context with the value put where the keys lead; null if they lead through no context.
Value put_at(const CallContext& context, const Value& into, std::span<const Value> keys,
             const Value& value) {
  if (into.kind() != Kind::context || keys.empty() || keys.front().kind() != Kind::string) {
    return error(context, kWrongArgument);
  }
  Context changed = into.context();
  const std::string& key = keys.front().string();
  if (keys.size() == 1) {
    put(changed, key, value);
    return Value::of(std::move(changed));
  }
  const Value* inner = into.find(key);
  Value replaced = put_at(context, inner != nullptr ? *inner : Value(), keys.subspan(1), value);
  if (replaced.is_null()) return replaced;
  put(changed, key, replaced);
  return Value::of(std::move(changed));
}

Value context_put(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 3) return error(context, kWrongArgument);
  const auto keys = list_at(arguments, 1);
  if (!keys) return error(context, kWrongArgument);
  return put_at(context, arguments[0], *keys, arguments[2]);
}

Value context_merge(const CallContext& context, Arguments arguments) {
  if (arguments.size() != 1) return error(context, kWrongArgument);
  const auto contexts = list_at(arguments, 0);
  if (!contexts) return error(context, kWrongArgument);
  Context merged;
  for (const Value& item : *contexts) {
    if (item.kind() != Kind::context) return error(context, kWrongArgument);
    for (const auto& [name, value] : item.context())
      put(merged, name, value);
  }
  return Value::of(std::move(merged));
}

}  // namespace

void add_context_builtins(std::vector<Builtin>& to) {
  // Their types hang on values (which keys), so the policy profile has none of them.
  to.insert(to.end(), {
                          {"get value", {"m", "key"}, 2, false, get_value, nullptr, {}, {}},
                          {"get entries", {"m"}, 1, false, get_entries, nullptr, {}, {}},
                          {"context", {"entries"}, 1, false, make_context, nullptr, {}, {}},
                          {"context put",
                           {"context", "key", "value"},
                           3,
                           false,
                           context_put,
                           nullptr,
                           {{"context", "keys", "value"}},
                           {}},
                          {"context merge", {"contexts"}, 1, false, context_merge, nullptr, {}, {}},
                      });
}

}  // namespace fugong::feel::parts
