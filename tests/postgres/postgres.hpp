// A private PostgreSQL for one test program, and what tests do with it.
//
//   const Cluster* cluster = Cluster::of_this_program();    // null: there is no PostgreSQL here
//   Connection connection(cluster->where());
//   connection.run("CREATE TABLE t (a bigint)");
//
// The cluster is started by cluster.py at the first call and goes with the program, however that
// ends. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

struct pg_conn;

namespace fugong::postgres {

class Cluster {
 public:
  static const Cluster* of_this_program();
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  /// For PQconnectdb.
  const std::string& where() const { return where_; }

 private:
  Cluster() = default;
  int input_ = -1;  // its end ends the cluster
  int process_ = 0;
  std::string where_;
};

using Row = std::vector<std::optional<std::string>>;

/// Stops the program where the server says no: a test's own statements must be right.
class Connection {
 public:
  explicit Connection(const std::string& where);
  void run(const std::string& statement);
  std::vector<Row> rows(const std::string& query);
  /// Lines of COPY's text format, each with its line end.
  void copy(const std::string& statement, const std::string& lines);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  std::unique_ptr<pg_conn, Close> connection_;
};

}  // namespace fugong::postgres
