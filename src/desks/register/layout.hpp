// Layout: a column map that has met a header; turns rows into records. Private to desks/register.
//
//   auto layout = Layout::make(book, places, map, Layout::Kind::firms, header, "firms.csv");
//   FirmRecord record;
//   layout->read(row, today, record, faults, remarks)   // false: left out, see faults
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/csv_rows.hpp"
#include "desks/register/cells.hpp"
#include "desks/register/column_map.hpp"
#include "desks/register/import.hpp"
#include "desks/register/places.hpp"

namespace fugong::enterprise_register {

struct StatedFact {
  std::uint16_t fact = 0;
  std::string value;  ///< as law::read_fact_value reads it back
};

/// What one row says. An empty cell says nothing.
struct FirmRecord {
  std::int64_t row = 0;
  std::string uscc;
  std::string name;
  std::string child_id;
  std::optional<Date> stated_on;
  std::optional<std::string> type;
  std::optional<Date> registered_on;
  std::optional<Money> capital;
  std::string currency;
  std::vector<StatedFact> facts;
};

class Layout {
 public:
  enum class Kind : std::uint8_t { firms, facts };
  /// All faults of the map and the header at once. What it refers to must outlive it.
  static Result<Layout> make(const law::Rulebook& book, const Places& places, const ColumnMap& map,
                             Kind kind, const std::vector<std::string>& header, std::string file);

  /// What a row says, or what is wrong with it. No date may lie after `today`.
  bool read(const CsvRecord& row, Date today, FirmRecord& record, std::vector<RowRemark>& faults,
            std::vector<RowRemark>& remarks) const;

  const std::string& child_kind() const { return child_kind_; }  ///< empty: the enterprise
  const std::vector<std::string>& unread() const { return unread_; }
  const std::string& column_name(std::size_t column) const { return header_[column]; }

 private:
  struct Column {
    const ColumnRule* rule = nullptr;
    std::optional<std::size_t> cell;  ///< empty: a constant
    std::optional<std::size_t> within;
    std::optional<std::size_t> currency;
    std::optional<std::uint16_t> fact;
    const Unit* unit = nullptr;
  };
  struct Reading;

  Layout(const law::Rulebook& book, const Places& places) : book_(&book), places_(&places) {}
  void add(const ColumnRule& rule, Kind kind, Faults& faults);
  std::optional<std::size_t> find(const std::string& name, const ColumnRule& rule, Faults& faults);
  void check_needed(Kind kind, Faults& faults) const;
  void read_cell(const Column& column, const std::string& written, Reading& reading) const;
  void read_particular(const Column& column, const std::string& text, const Place& at,
                       Reading& reading) const;
  void read_capital(const Column& column, const std::string& text, const Place& at,
                    Reading& reading) const;
  Result<std::string> read_fact(const Column& column, const law::Fact& fact,
                                const std::string& text, const Place& at, Reading& reading) const;
  Result<std::string> read_code(const Column& column, const law::Fact& fact,
                                const std::string& text, const Place& at, Reading& reading) const;

  const law::Rulebook* book_;
  const Places* places_;
  std::string file_;
  std::string child_kind_;
  std::vector<std::string> header_;
  std::vector<std::string> unread_;
  std::vector<Column> columns_;
  Kind kind_ = Kind::firms;
};

}  // namespace fugong::enterprise_register
