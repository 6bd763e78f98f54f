// The built-ins, as text: "call" -> "value". Only literals are worked out here; what operators and
// names do is tested with the interpreter.
#include "engines/feel/builtins.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include "engines/feel/parse.hpp"

namespace fugong::feel {
namespace {

using K = Type::Kind;

/// precedes(a, b), and match(item, newItem), as a < b.
class Less final : public Function {
 public:
  const std::vector<std::string>& parameters() const override {
    static const std::vector<std::string> kNames{"a", "b"};
    return kNames;
  }
  Value call(std::span<const Value> arguments) const override {
    const auto order = compare(arguments[0], arguments[1]);
    return order ? Value::of(*order < 0) : Value();
  }
};

class Reader {
 public:
  explicit Reader(std::string& codes) {
    context_.now = *parse_date_time("2026-03-01T10:20:30Z");
    context_.report = [&codes](std::string_view code) { codes += code; };
  }

  Value evaluate(const Ast& ast) const {
    switch (ast.kind) {
      case Syntax::literal:
        return ast.value;
      case Syntax::negate:
        return negate(evaluate(*ast.children[0]));
      case Syntax::name:
        return ast.text == "less" ? Value::of(std::make_shared<Less>()) : Value();
      case Syntax::list:
        return Value::of(children(ast, 0));
      case Syntax::context: {
        Context entries;
        for (std::size_t i = 0; i < ast.names.size(); ++i) {
          entries.emplace_back(ast.names[i], evaluate(*ast.children[i]));
        }
        return Value::of(std::move(entries));
      }
      case Syntax::range: {
        Range range;
        if (ast.children[0]->kind != Syntax::absent) range.low = evaluate(*ast.children[0]);
        if (ast.children[1]->kind != Syntax::absent) range.high = evaluate(*ast.children[1]);
        range.low_included = ast.low_included;
        range.high_included = ast.high_included;
        return Value::of(std::move(range));
      }
      case Syntax::call: {
        const Builtin* builtin = find_builtin(ast.children[0]->text);
        EXPECT_NE(builtin, nullptr) << ast.children[0]->text;
        return builtin != nullptr ? builtin->call(context_, children(ast, 1)) : Value();
      }
      default:
        ADD_FAILURE() << "not a literal: " << to_string(ast);
        return Value();
    }
  }

 private:
  List children(const Ast& ast, std::size_t first) const {
    List values;
    for (std::size_t i = first; i < ast.children.size(); ++i) {
      values.push_back(evaluate(*ast.children[i]));
    }
    return values;
  }
  CallContext context_;
};

Value evaluate(std::string_view text, std::string& codes) {
  const auto ast = parse_expression(text, {}, {"less"}, Profile::standard);
  EXPECT_TRUE(ast.has_value()) << text;
  return ast ? Reader(codes).evaluate(**ast) : Value();
}

Value evaluate(std::string_view text) {
  std::string codes;
  return evaluate(text, codes);
}

struct Case {
  std::string_view call;
  std::string_view value;
};

void expect_all(std::span<const Case> cases) {
  for (const Case& c : cases)
    EXPECT_EQ(to_feel(evaluate(c.call)), c.value) << c.call;
}

TEST(Builtins, Conversion) {
  const Case kCases[] = {
      {R"(date("2020-02-29"))", R"(@"2020-02-29")"},
      {R"(date("2021-02-29"))", "null"},
      {"date(2020, 2, 29)", R"(@"2020-02-29")"},
      {"date(2021, 2, 29)", "null"},
      {"date(999999999, 12, 31)", R"(@"999999999-12-31")"},
      {"date(1000000000, 1, 1)", "null"},
      {"date(-999999999, 1, 1)", R"(@"-999999999-01-01")"},
      {R"(date(@"2017-08-14T14:25:00"))", R"(@"2017-08-14")"},
      {"date(1)", "null"},
      {"date(null)", "null"},
      {R"(date(["2020-01-01"]))", R"(@"2020-01-01")"},
      {R"(time("23:59:00Z"))", R"(@"23:59:00Z")"},
      {R"(time("24:00:01"))", "null"},
      {R"(time(11, 59, 45, duration("PT2H45M55S")))", R"(@"11:59:45+02:45:55")"},
      {"time(11, 59, 45.5)", R"(@"11:59:45.5")"},
      {"time(11, 59, 60)", "null"},
      {"time(24, 0, 0)", "null"},
      {R"(time(11, 0, 0, duration("PT19H")))", "null"},
      {R"(time(@"2017-08-10"))", R"(@"00:00:00Z")"},
      {R"(date and time("2017-08-10"))", R"(@"2017-08-10T00:00:00")"},
      {R"(date and time(@"2017-08-10", @"10:20:00+08:00"))", R"(@"2017-08-10T10:20:00+08:00")"},
      {R"(date and time(@"2017-08-10T09:00:00", "Asia/Shanghai"))",
       R"(@"2017-08-10T09:00:00@Asia/Shanghai")"},
      {R"(date and time(@"2017-08-10T09:00:00", "Asia/Nowhere"))", "null"},
      {R"(date and time("2017-13-10T00:00:00"))", "null"},
      {R"(duration("P26M"))", R"(@"P2Y2M")"},
      {R"(duration("PT1000M"))", R"(@"PT16H40M")"},
      {R"(duration("P1Y1D"))", "null"},
      {R"(duration(""))", "null"},
      {R"(years and months duration(@"2011-12-22", @"2013-08-24"))", R"(@"P1Y8M")"},
      {R"(years and months duration(@"2013-08-24", @"2011-12-22"))", R"(@"-P1Y8M")"},
      {R"(years and months duration(@"2020-01-31", @"2020-02-29"))", R"(@"P0M")"},
      {R"(number("1.000.000,01", ".", ","))", "1000000.01"},
      {R"(number("1 000", " ", null))", "1000"},
      {R"(number("1,5", null, "."))", "null"},
      {R"(number("1.5", null, ","))", "null"},
      {R"(number("1", ":", "."))", "null"},
      {R"(number("1", ",", ","))", "null"},
      {R"(number("12.50"))", "12.5"},
      {R"(number("12a"))", "null"},
      {"number(null)", "null"},
      {"string(1.10)", R"("1.1")"},
      {R"(string("a"))", R"("a")"},
      {R"(string(@"P1D"))", R"("P1D")"},
      {"string(null)", "null"},
      {R"(string([1, "a", null]))", R"x("[1, \"a\", null]")x"},
      {R"(string({a: 1}))", R"("{a: 1}")"},
  };
  expect_all(kCases);
}

TEST(Builtins, RangeReadsLiteralsOnly) {
  const Case kCases[] = {
      {R"(range("[1..3]"))", "[1..3]"},
      {R"(range(" ]1 .. 3[ "))", "(1..3)"},
      {R"(range("[-3..-1]"))", "[-3..-1]"},
      {R"(range("[date(\"2020-01-01\")..@\"2020-01-02\"]"))", R"([@"2020-01-01"..@"2020-01-02"])"},
      {R"(range("[date(string(\"2020-01-01\"))..@\"2020-01-02\"]"))", "null"},
      {R"(range("[1+1..3]"))", "null"},
      {R"(range("[3..1]"))", "null"},
      {R"(range("[1..\"b\"]"))", "null"},
      {R"(range("[1..]"))", "null"},
      {R"(range("[null..null]"))", "null"},
      {R"(range("1"))", "null"},
      {R"(range(""))", "null"},
      {"range(1)", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Logic) {
  const Case kCases[] = {
      {"not(true)", "false"},
      {"not(null)", "null"},
      {"not(1)", "null"},
      {"is(1, 1.0)", "true"},
      {"is(1, \"1\")", "false"},
      {R"(is(@"P1D", @"PT24H"))", "true"},
      {R"(is(@"P0Y", @"P0D"))", "false"},
      {R"(is(@"23:00:50Z", @"23:00:50+00:00"))", "true"},
      {R"(is(@"20:00:00+00:00", @"21:00:00+01:00"))", "false"},
      {"all([])", "true"},
      {"any([])", "false"},
      {"all(true, null)", "null"},
      {"all([false, null])", "false"},
      {"any([true, null])", "true"},
      {"any(false, \"x\")", "null"},
      {"all(true, true)", "true"},
      {"any(false, false)", "false"},
  };
  expect_all(kCases);
}

TEST(Builtins, Numbers) {
  const Case kCases[] = {
      {"decimal(2.5, 0)", "2"},
      {"decimal(1.5, 0)", "2"},
      {"decimal(0.515, 2)", "0.52"},
      {"decimal(1234, -2)", "1200"},
      {"decimal(1, 6177)", "null"},
      {"decimal(1, -6112)", "null"},
      {"decimal(1, null)", "null"},
      {"decimal(\"1\", 2)", "null"},
      {"floor(-1.5)", "-2"},
      {"floor(1.56, 1)", "1.5"},
      {"ceiling(-1.5)", "-1"},
      {"ceiling(1.51, 1)", "1.6"},
      {"round up(-1.21, 1)", "-1.3"},
      {"round down(-1.29, 1)", "-1.2"},
      {"round half up(2.5, 0)", "3"},
      {"round half up(-2.5, 0)", "-3"},
      {"round half down(2.5, 0)", "2"},
      {"round half down(2.51, 0)", "3"},
      {"abs(-1)", "1"},
      {R"(abs(@"-P1Y"))", R"(@"P1Y")"},
      {R"(abs(@"-PT0.5S"))", R"(@"PT0.5S")"},
      {"abs(\"a\")", "null"},
      {"modulo(-12, 5)", "3"},
      {"modulo(12, -5)", "-3"},
      {"modulo(1, 0)", "null"},
      {"sqrt(16)", "4"},
      {"sqrt(-1)", "null"},
      {"log(1)", "0"},
      {"log(0)", "null"},
      {"exp(0)", "1"},
      {"odd(5)", "true"},
      {"odd(-5)", "true"},
      {"odd(1.5)", "false"},
      {"even(0)", "true"},
      {"even(1.5)", "false"},
      {"even(null)", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Texts) {
  const Case kCases[] = {
      {R"(substring("foobar", 3))", R"("obar")"},
      {R"(substring("foobar", 3, 3.8))", R"("oba")"},
      {R"(substring("foobar", -2, 1))", R"("a")"},
      {R"(substring("foobar", 0))", "null"},
      {R"(substring("foobar", 7))", "null"},
      {R"(substring("foobar", -7))", "null"},
      {R"(substring("foobar", 1, 0))", "null"},
      {R"(substring("foobar", 5, 9))", R"("ar")"},
      {R"(substring("惠企政策", 2, 2))", R"("企政")"},
      {R"(string length("惠企🐎"))", "3"},
      {R"(string length(""))", "0"},
      {"string length(1)", "null"},
      {R"(upper case("aé惠ß"))", R"("AÉ惠SS")"},
      {R"(lower case("AÉ惠"))", R"("aé惠")"},
      {R"(substring before("foobar", "bar"))", R"("foo")"},
      {R"(substring before("foobar", "xyz"))", R"("")"},
      {R"(substring after("foobar", "ob"))", R"("ar")"},
      {R"(substring after("foobar", ""))", R"("foobar")"},
      {R"(substring after("", "a"))", R"("")"},
      {R"(contains("foobar", "of"))", "false"},
      {R"(contains("foobar", null))", "null"},
      {R"(starts with("foobar", "fo"))", "true"},
      {R"(ends with("foobar", "r"))", "true"},
      {R"(string join(["a", null, "b"], "-"))", R"("a-b")"},
      {R"(string join([], "-"))", R"("")"},
      {R"(string join(["a", "b"]))", R"("ab")"},
      {R"(string join(["a", 1], "-"))", "null"},
      {R"(string join(["a"], 1))", "null"},
      {R"(string join(null, "-"))", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Patterns) {
  const Case kCases[] = {
      {R"(matches("foobar", "^fo*b"))", "true"},
      {R"(matches("FOO", "foo"))", "false"},
      {R"(matches("FOO", "foo", "i"))", "true"},
      {R"(matches("O", "[A-Z-[OI]]", "i"))", "false"},
      {R"(matches("x", "[A-Z-[OI]]", "i"))", "true"},
      {R"(matches("惠", "\p{IsCJKUnifiedIdeographs}"))", "true"},
      {R"(matches("a", "\p{IsNoSuchBlock}"))", "null"},
      {R"(matches("a b", "a b", "x"))", "false"},
      {R"(matches("ab", "a b", "x"))", "true"},
      {R"(matches("ab", "a\ b", "x"))", "null"},
      {R"(matches("a.b", "a.b", "q"))", "true"},
      {R"(matches("axb", "a.b", "q"))", "false"},
      {R"(matches("a", "a", "p"))", "null"},
      {R"(matches("a", "("))", "null"},
      {R"x(matches("a", "(?=a)"))x", "null"},
      {R"(matches("a", "a++"))", "null"},
      {R"(matches("h", "(.)\2"))", "null"},
      {R"(matches(null, "a"))", "null"},
      {R"x(replace("abcd", "(ab)|(a)", "[1=$1][2=$2]"))x", R"("[1=ab][2=]cd")"},
      {R"(replace("a1b22", "\d+", "<$0>"))", R"("a<1>b<22>")"},
      {R"(replace("abc", "b", "\\$"))", R"("a$c")"},
      {R"(replace("abc", "b", "$"))", "null"},
      {R"(replace("abc", "x*", "-"))", "null"},
      {R"(split("a;b;c;;", ";"))", R"(["a", "b", "c", "", ""])"},
      {R"(split("John Doe", "\s"))", R"(["John", "Doe"])"},
      {R"(split("a", null))", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Lists) {
  const Case kCases[] = {
      {"list contains([1, null], null)", "true"},
      {"list contains([1, 2], \"1\")", "false"},
      {"list contains(null, 1)", "null"},
      {"count([])", "0"},
      {"count([1, null])", "2"},
      {"count(null)", "null"},
      {"sublist([1, 2, 3], 2)", "[2, 3]"},
      {"sublist([1, 2, 3], -2, 1)", "[2]"},
      {"sublist([1, 2, 3], 0)", "null"},
      {"sublist([1, 2, 3], 4)", "null"},
      {"sublist([1, 2, 3], 2, 3)", "null"},
      {"append([1], 2, null)", "[1, 2, null]"},
      {"append(1, 2)", "[1, 2]"},
      {"concatenate([1], [2, 3], [])", "[1, 2, 3]"},
      {"concatenate([1], null)", "null"},
      {"insert before([1, 3], 2, 2)", "[1, 2, 3]"},
      {"insert before([1, 3], -1, 2)", "[1, 2, 3]"},
      {"insert before([1, 3], 3, 2)", "null"},
      {"remove([1, 2, 3], -1)", "[1, 2]"},
      {"remove([1], 2)", "null"},
      {"list replace([1, 2, 3], 2, 9)", "[1, 9, 3]"},
      {"list replace([1, 2, 3], 4, 9)", "null"},
      {"list replace([1, 5, 2], less, 3)", "[3, 5, 3]"},
      {"list replace([1, \"a\"], less, 3)", "null"},
      {"reverse([1, 2])", "[2, 1]"},
      {"index of([1, 2, null, 2], 2)", "[2, 4]"},
      {"index of([1, null], null)", "[2]"},
      {"union([1, 2], [2, 3])", "[1, 2, 3]"},
      {"distinct values([1, 2.0, 2, null, null])", "[1, 2, null]"},
      {"flatten([[1, [2]], [[3]], 4])", "[1, 2, 3, 4]"},
      {"sort([3, 1, 2], less)", "[1, 2, 3]"},
      {"sort([3, 1, 2])", "[1, 2, 3]"},
      {"sort([3, \"a\"], less)", "null"},
      {"sort([3, \"a\"])", "null"},
      {"sort([], less)", "[]"},
      {"sort([1], 1)", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Statistics) {
  const Case kCases[] = {
      {"min(3, 1, 2)", "1"},
      {"min([3, 1, 2])", "1"},
      {R"(max("a", "c", "b"))", R"("c")"},
      {R"(max(@"2020-01-01", @"2021-01-01"))", R"(@"2021-01-01")"},
      {"min([])", "null"},
      {"min(1, null)", "null"},
      {"max(1, \"a\")", "null"},
      {"sum(1, 2.5)", "3.5"},
      {"sum([])", "null"},
      {"sum([1, null])", "null"},
      {R"(sum(@"P1D", @"PT1H"))", R"(@"P1DT1H")"},
      {"mean([1, 2, 6])", "3"},
      {"mean([])", "null"},
      {"product(2, 3, 4)", "24"},
      {"product([])", "null"},
      {R"(product(@"P1D"))", "null"},
      {"median([8, 2, 5, 7])", "6"},
      {"median([8, 2, 5, 3, 4])", "4"},
      {"median([])", "null"},
      {"stddev([1, 3])", "1.414213562373095048801688724209698"},
      {"stddev([47])", "null"},
      {"mode([6, 1, 9, 6, 1])", "[1, 6]"},
      {"mode([])", "[]"},
      {"mode([1, \"a\"])", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Calendar) {
  const Case kCases[] = {
      {"now()", R"(@"2026-03-01T10:20:30Z")"},
      {"today()", R"(@"2026-03-01")"},
      {R"(day of year(@"2020-12-31"))", "366"},
      {R"(day of week(@"2026-03-01T10:00:00"))", R"("Sunday")"},
      {R"(month of year(@"2026-03-01"))", R"("March")"},
      {R"(week of year(@"2003-12-29"))", "1"},
      {R"(week of year(@"2010-01-01"))", "53"},
      {R"(week of year(@"2019-09-17"))", "38"},
      {R"(day of year("foo"))", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Intervals) {
  const Case kCases[] = {
      {"before(1, 10)", "true"},
      {"before([1..5), [5..10])", "true"},
      {"before([1..5], [5..10])", "false"},
      {"after([5..10], 1)", "true"},
      {"meets([1..5], [5..10])", "true"},
      {"meets([1..5), [5..10])", "false"},
      {"met by([5..10], [1..5])", "true"},
      {"overlaps([1..5], [3..8])", "true"},
      {"overlaps([1..5), [5..8])", "false"},
      {"overlaps before([1..5], [3..8])", "true"},
      {"overlaps after([3..8], [1..5])", "true"},
      {"finishes(10, [1..10])", "true"},
      {"finishes(10, [1..10))", "false"},
      {"finished by([1..10], [5..10])", "true"},
      {"includes([1..10], 5)", "true"},
      {"includes([1..10), 10)", "false"},
      {"during([5..10), [1..10])", "true"},
      {"starts(1, [1..10])", "true"},
      {"started by([1..10], [1..5])", "true"},
      {"coincides([1..5], [1..5])", "true"},
      {"coincides([1..5), [1..5])", "false"},
      {"coincides(3, 3)", "true"},
      {"before(1, \"a\")", "null"},
      {"before(null, 1)", "null"},
      {"meets(1, [1..5])", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, Contexts) {
  const Case kCases[] = {
      {R"(get value({a: 1}, "a"))", "1"},
      {R"(get value({a: 1}, "b"))", "null"},
      {"get entries({a: 1})", R"([{key: "a", value: 1}])"},
      {"get entries({})", "[]"},
      {R"(context([{key: "a", value: 1}]))", "{a: 1}"},
      {R"(context({key: "a", value: null}))", "{a: null}"},
      {R"(context([{key: "a", value: 1}, {key: "a", value: 2}]))", "null"},
      {R"(context([{key: "a"}]))", "null"},
      {R"(context put({x: 1}, "y", 2))", "{x: 1, y: 2}"},
      {R"(context put({x: {y: 1}}, ["x", "y"], 2))", "{x: {y: 2}}"},
      {R"(context put({x: 1}, ["x", "y"], 2))", "null"},
      {R"(context put({x: 1}, [], 2))", "null"},
      {R"(context merge([{a: 1}, {a: 2, b: 3}]))", "{a: 2, b: 3}"},
      {"context merge([1])", "null"},
  };
  expect_all(kCases);
}

TEST(Builtins, ErrorsAreReported) {
  std::string codes;
  EXPECT_TRUE(evaluate("modulo(1, 0)", codes).is_null());
  EXPECT_EQ(codes, "division-by-zero");
  codes.clear();
  EXPECT_TRUE(evaluate(R"(matches("a", "("))", codes).is_null());
  EXPECT_EQ(codes, "invalid-pattern");
  codes.clear();
  evaluate("sqrt(4)", codes);
  EXPECT_EQ(codes, "");
}

TEST(Builtins, AnyNumberAndKindOfArgumentsIsSafe) {
  const Value kValues[] = {Value(),
                           Value::of(true),
                           Value::of(-1),
                           Value::of("a"),
                           Value::of(List{}),
                           Value::of(Context{}),
                           Value::of(Range{}),
                           Value::of(std::make_shared<Less>()),
                           Value::of(Date())};
  for (const Builtin& builtin : all_builtins()) {
    builtin.call({}, {});
    for (const Value& value : kValues) {
      for (std::size_t count = 1; count < 6; ++count) {
        const List arguments(count, value);
        builtin.call({}, arguments);
      }
    }
  }
}

TEST(Builtins, Limits) {
  const std::string half(kMaxTextBytes / 2, 'a');
  const CallContext context;
  const Builtin& join = *find_builtin("string join");
  const List fits{Value::of(List{Value::of(half), Value::of(half)})};
  EXPECT_EQ(join.call(context, fits).string().size(), kMaxTextBytes);
  const List over{Value::of(List{Value::of(half), Value::of(half), Value::of("a")})};
  EXPECT_TRUE(join.call(context, over).is_null());

  const List all(kMaxListItems, Value::of(1));
  const Builtin& concatenate = *find_builtin("concatenate");
  const List whole{Value::of(all)};
  EXPECT_EQ(concatenate.call(context, whole).list().size(), kMaxListItems);
  const List one_more{whole[0], Value::of(List{Value::of(1)})};
  EXPECT_TRUE(concatenate.call(context, one_more).is_null());
  EXPECT_TRUE(find_builtin("append")->call(context, one_more).is_null());
}

TEST(Builtins, CatastrophicPatternsEnd) {
  const std::string text = R"(matches(")" + std::string(60, 'a') + R"(!", "^(a+)+$"))";
  std::string codes;
  EXPECT_TRUE(evaluate(text, codes).is_null());
  EXPECT_EQ(codes, "too-large");
}

TEST(Builtins, TheTableIsWhole) {
  EXPECT_GE(all_builtins().size(), 80U);
  std::set<std::string_view> names;
  for (const Builtin& builtin : all_builtins()) {
    EXPECT_TRUE(names.insert(builtin.name).second) << builtin.name;
    EXPECT_EQ(find_builtin(builtin.name), &builtin);
    EXPECT_EQ(find_builtin(builtin.policy_name), &builtin);
    EXPECT_EQ(builtin.policy_name.find(' '), std::string_view::npos);
    EXPECT_LE(builtin.min_arguments, builtin.parameters.size()) << builtin.name;
  }
  EXPECT_EQ(find_builtin("date_and_time"), find_builtin("date and time"));
  EXPECT_EQ(find_builtin("no such function"), nullptr);
}

std::string type_of(std::string_view name, std::vector<Type> types) {
  const auto type = find_builtin(name)->type(types);
  return type ? type->to_string() : "wrong";
}

TEST(Builtins, StaticTypes) {
  const Type numbers = Type::list_of(K::number);
  EXPECT_EQ(type_of("date", {K::string}), "date");
  EXPECT_EQ(type_of("date", {K::number, K::number, K::number}), "date");
  EXPECT_EQ(type_of("date", {K::number}), "wrong");
  EXPECT_EQ(type_of("number", {K::string}), "number");
  EXPECT_EQ(type_of("string", {numbers}), "string");
  EXPECT_EQ(type_of("count", {numbers}), "number");
  EXPECT_EQ(type_of("min", {K::date, K::date}), "date");
  EXPECT_EQ(type_of("min", {K::date, K::null}), "date");
  EXPECT_EQ(type_of("min", {K::date, K::number}), "wrong");
  EXPECT_EQ(type_of("min", {numbers}), "number");
  EXPECT_EQ(type_of("max", {K::boolean}), "wrong");
  EXPECT_EQ(type_of("round half up", {K::number, K::number}), "number");
  EXPECT_EQ(type_of("round half up", {K::string, K::number}), "wrong");
  EXPECT_EQ(type_of("append", {numbers, K::number}), "list<number>");
  EXPECT_EQ(type_of("append", {numbers, K::string}), "wrong");
  EXPECT_EQ(type_of("concatenate", {numbers, numbers}), "list<number>");
  EXPECT_EQ(type_of("flatten", {Type::list_of(numbers)}), "list<number>");
  EXPECT_EQ(type_of("list contains", {numbers, K::string}), "wrong");
  EXPECT_EQ(type_of("index of", {numbers, K::number}), "list<number>");
  EXPECT_EQ(type_of("split", {K::string, K::string}), "list<string>");
  EXPECT_EQ(type_of("all", {Type::list_of(K::boolean)}), "boolean");
  EXPECT_EQ(type_of("before", {K::date, Type::range_of(K::date)}), "boolean");
  EXPECT_EQ(type_of("before", {K::date, K::number}), "wrong");
}

}  // namespace
}  // namespace fugong::feel
