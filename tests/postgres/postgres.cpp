#include "postgres/postgres.hpp"

#include <libpq-fe.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace fugong::postgres {
namespace {

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "PostgreSQL: %s\n", what.c_str());
  std::abort();
}

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

Result run_on(PGconn* connection, const std::string& statement, ExecStatusType expected) {
  Result result(PQexec(connection, statement.c_str()));
  if (PQresultStatus(result.get()) != expected) {
    stop(PQerrorMessage(connection) + statement.substr(0, 4'000));
  }
  return result;
}

}  // namespace

const Cluster* Cluster::of_this_program() {
  static const std::unique_ptr<Cluster> cluster = []() -> std::unique_ptr<Cluster> {
    std::unique_ptr<Cluster> made(new Cluster);
    if (const char* running = std::getenv("FUGONG_POSTGRES"); running != nullptr) {
      made->where_ = running;
      return made;
    }
    int to[2];
    int from[2];
    if (pipe(to) != 0 || pipe(from) != 0) stop("no pipe");
    made->process_ = fork();
    if (made->process_ == 0) {
      dup2(to[0], STDIN_FILENO);
      dup2(from[1], STDOUT_FILENO);
      for (const int end : {to[0], to[1], from[0], from[1]})
        close(end);
      execl(FUGONG_SOURCE_DIR "/tests/postgres/cluster.py", "cluster.py", nullptr);
      _exit(127);
    }
    close(to[0]);
    close(from[1]);
    made->input_ = to[1];
    char c = 0;
    while (read(from[0], &c, 1) == 1 && c != '\n')
      made->where_ += c;
    close(from[0]);
    return made->where_.empty() ? nullptr : std::move(made);
  }();
  return cluster.get();
}

Cluster::~Cluster() {
  if (process_ <= 0) return;
  close(input_);
  waitpid(process_, nullptr, 0);
}

void Connection::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Connection::Connection(const std::string& where) : connection_(PQconnectdb(where.c_str())) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) stop(PQerrorMessage(connection_.get()));
}

void Connection::run(const std::string& statement) {
  run_on(connection_.get(), statement, PGRES_COMMAND_OK);
}

std::vector<Row> Connection::rows(const std::string& query) {
  const Result result = run_on(connection_.get(), query, PGRES_TUPLES_OK);
  std::vector<Row> rows(static_cast<std::size_t>(PQntuples(result.get())));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      const int at = static_cast<int>(row);
      auto& value = rows[row].emplace_back();
      if (PQgetisnull(result.get(), at, column) == 0) value = PQgetvalue(result.get(), at, column);
    }
  }
  return rows;
}

void Connection::copy(const std::string& statement, const std::string& lines) {
  run_on(connection_.get(), statement, PGRES_COPY_IN);
  constexpr std::size_t kPiece = 1 << 20;
  for (std::size_t at = 0; at < lines.size(); at += kPiece) {
    const std::size_t size = std::min(kPiece, lines.size() - at);
    if (PQputCopyData(connection_.get(), lines.data() + at, static_cast<int>(size)) != 1) {
      stop(PQerrorMessage(connection_.get()));
    }
  }
  PQputCopyEnd(connection_.get(), nullptr);
  for (Result result(PQgetResult(connection_.get())); result != nullptr;
       result.reset(PQgetResult(connection_.get()))) {
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) stop(PQerrorMessage(connection_.get()));
  }
}

}  // namespace fugong::postgres
