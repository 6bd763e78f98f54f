// What several groups of the command line share. Private to the program.
#pragma once

#include <functional>

#include "app/commands.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace fugong::app {

/// --data and --db: where the program keeps what it knows.
void add_data(CLI::App& command, const Common& common, DataPlace& data);

/// --password-policy and --common-passwords: which passwords are taken.
void add_password_options(CLI::App& command, const Common& common, AccountOptions& options);
/// --seal-key-file: what seals second factors.
void add_seal_key(CLI::App& command, const Common& common, AccountOptions& options);
/// --legal-representatives-key-file: what hashes numbers of identity cards.
CLI::Option* add_representatives_key(CLI::App& command, const Common& common, std::string& file);

/// `serve`.
void add_serve(CLI::App& app, const Common& common, std::function<int()>& action);

}  // namespace fugong::app
