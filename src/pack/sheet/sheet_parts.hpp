// Where the parameters and tables of an owner stand in its YAML. Private to pack/sheet.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "pack/sheet/sheet.hpp"

namespace fugong::pack {

/// The path of an owner's file; empty: none. A provision goes before a decision of that name.
std::string file_of(const Files& files, std::string_view owner);
/// The owner whose file it is; empty: another kind of file.
std::string owner_in(std::string_view path);
bool is_decision_file(std::string_view path);

/// The scalar of a key; empty if there is none.
std::string scalar_of(const Node& node, std::string_view key);
Node* part_of(Node& node, std::string_view key);

/// Calls `each` for every map that has a table, with the table: the steps, then the decision
/// itself.
void for_tables(Node& root, const std::function<void(Node& definition, Node& table)>& each);

tl::unexpected<Faults> no_sheet(std::string_view owner);
Fault no_part(std::string_view name, const std::string& pointer);

/// What is wrong with the shape of rows, each at its pointer.
void check_rows(const SheetEdit::Rows& table, std::size_t columns, Faults& faults);

}  // namespace fugong::pack
