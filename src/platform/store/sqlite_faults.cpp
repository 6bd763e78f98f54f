#include "platform/store/sqlite_faults.hpp"

#include <sqlite3.h>

namespace fugong::store {
namespace {

struct Meaning {
  const char* code;
  Text message;
  Text remedy;
};

Text constraint_message(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {"已有相同的记录", "such a record exists already"};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {"所指的记录不存在，或仍被引用",
              "it refers to a record that is not there, or is still referred to"};
    case SQLITE_CONSTRAINT_NOTNULL:
      return {"缺少必填的值", "a value that must be given is missing"};
    case SQLITE_CONSTRAINT_DATATYPE:
    case SQLITE_MISMATCH:
      return {"值的类型不对", "a value has the wrong type"};
    default:
      return {"不符合数据库的约束", "it breaks a rule of the database"};
  }
}

Meaning meaning_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"store-busy",
              {"数据库正忙", "the database is busy"},
              {"稍后再试", "try again in a moment"}};
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return {"store-constraint",
              constraint_message(code),
              {"核对后再提交", "check the values and submit again"}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {"store-corrupt",
              {"数据库文件已损坏，或不是数据库", "the database file is damaged, or is no database"},
              {"停止服务，从备份恢复", "stop the service and restore a backup"}};
    case SQLITE_FULL:
      return {
          "store-full", {"磁盘已满", "the disk is full"}, {"腾出磁盘空间", "free some disk space"}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {"store-readonly",
              {"数据库不可写", "the database can't be written"},
              {"检查文件权限和磁盘挂载方式",
               "check the file's permissions and how the disk is mounted"}};
    case SQLITE_IOERR:
      return {"store-io",
              {"读写数据库出错", "reading or writing the database failed"},
              {"检查磁盘", "check the disk"}};
    case SQLITE_CANTOPEN:
      return {"store-cannot-open",
              {"打不开数据库文件", "the database file can't be opened"},
              {"检查路径和权限", "check the path and its permissions"}};
    case SQLITE_AUTH:
      return {"store-forbidden",
              {"不允许此语句", "this statement is not allowed here"},
              {"事务由 transact 管理；不要使用 PRAGMA、ATTACH 或 BEGIN；在 work 中只改临时表",
               "transact manages the transaction; use no PRAGMA, ATTACH or BEGIN; in work change "
               "temporary tables only"}};
    case SQLITE_TOOBIG:
      return {"store-too-big",
              {"值太大", "a value is too big"},
              {"分成几条记录保存", "keep it as several records"}};
    case SQLITE_ERROR:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
      return {"store-statement",
              {"语句有误", "the statement is wrong"},
              {"这是程序的错误，请报告", "this is a mistake of the program, please report it"}};
    default:
      return {"store-failed", {"数据库出错", "the database failed"}, {"查看日志", "see the log"}};
  }
}

}  // namespace

bool is_busy(int code) {
  return (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
}

Fault sqlite_fault(int code, std::string_view message, const std::string& file) {
  Meaning meaning = meaning_of(code);
  if (!message.empty()) {
    meaning.message.zh.append("（").append(message).append("）");
    meaning.message.en.append(" (").append(message).append(")");
  }
  return Fault{meaning.code, Place{file, 0, 0, ""}, std::move(meaning.message),
               std::move(meaning.remedy)};
}

}  // namespace fugong::store
