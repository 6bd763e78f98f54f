#include "app/reform_file.hpp"

#include <utility>

#include "app/files.hpp"
#include "base/tree.hpp"

namespace fugong::app {

Result<Reformed> load_reformed(const std::string& path, const pack::Files& files,
                               const std::string& pack) {
  auto text = read_file(path, TreeLimits{}.max_bytes);
  if (!text) return fail(std::move(text.error()));
  auto reform = pack::read_reform(*text, path, files, pack);
  if (!reform) return fail(std::move(reform.error()));
  auto made = pack::load(reform->files, pack);
  if (!made) return fail(std::move(made.error()));
  for (const pack::Fund& fund : reform->funds) {
    for (const std::string& id : fund.provisions) {
      if (made->book.find_provision(id) != nullptr) continue;
      return fail("unknown-provision", fund.place,
                  {"没有规定“" + id + "”", "there is no provision '" + id + "'"},
                  {"改正 provisions", "correct provisions"});
    }
  }
  return Reformed{std::move(*text), std::move(*reform), std::move(*made)};
}

}  // namespace fugong::app
