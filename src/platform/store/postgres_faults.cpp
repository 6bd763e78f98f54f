#include "platform/store/postgres_faults.hpp"

#include <utility>
#include <vector>

namespace fugong::store {
namespace {

struct Meaning {
  std::string_view state;  ///< a whole SQLSTATE, or the class that it begins with
  const char* code;
  Text message;
  Text remedy;
};

const Text kCheckValues = {"核对后再提交", "check the values and submit again"};
const Text kOurMistake = {"这是程序的错误，请报告",
                          "this is a mistake of the program, please report it"};
const Text kTryAgain = {"稍后再试", "try again in a moment"};
const Text kRoom = {"在数据库服务器上腾出磁盘空间",
                    "free some disk space on the database's server"};

/// The first that fits counts.
const std::vector<Meaning>& meanings() {
  static const std::vector<Meaning> kMeanings = {
      {"23502",
       "store-constraint",
       {"缺少必填的值", "a value that must be given is missing"},
       kCheckValues},
      {"23503",
       "store-constraint",
       {"所指的记录不存在，或仍被引用",
        "it refers to a record that is not there, or is still referred to"},
       kCheckValues},
      {"23505",
       "store-constraint",
       {"已有相同的记录", "such a record exists already"},
       kCheckValues},
      {"23",
       "store-constraint",
       {"不符合数据库的约束", "it breaks a rule of the database"},
       kCheckValues},
      {"2B",
       "store-constraint",
       {"其他对象依赖它", "something else depends on it"},
       {"先删除依赖它的视图等对象", "drop the views and the like that depend on it first"}},
      {"22003", "store-statement", {"数字超出范围", "a number is out of range"}, kOurMistake},
      {"22012", "store-statement", {"除以零", "a division by zero"}, kOurMistake},
      {"22021",
       "store-text-invalid",
       {"文本不是有效的 UTF-8", "a text is not valid UTF-8"},
       {"改用 UTF-8 编码", "encode it as UTF-8"}},
      {"22", "store-constraint", {"值的类型不对", "a value has the wrong type"}, kCheckValues},
      {"40",
       "store-serialization",
       {"与其他事务冲突", "another transaction was in the way"},
       kTryAgain},
      {"55P03", "store-busy", {"数据库正忙", "the database is busy"}, kTryAgain},
      {"53300",
       "store-busy",
       {"数据库的连接已用完", "the database has no connection left"},
       kTryAgain},
      {"53100", "store-full", {"磁盘已满", "the disk is full"}, kRoom},
      {"25006",
       "store-readonly",
       {"数据库不可写", "the database can't be written"},
       {"改用主库，或允许写入", "use the primary server, or allow writing"}},
      {"25P02",
       "store-transaction-lost",
       {"事务已被撤销", "the transaction has been rolled back"},
       {"重新提交", "submit it again"}},
      {"42501",
       "store-forbidden",
       {"该数据库用户没有权限", "this user of the database may not"},
       {"请管理员授权（GRANT）", "have the administrator GRANT it"}},
      {"42", "store-statement", {"语句有误", "the statement is wrong"}, kOurMistake},
      {"3F", "store-statement", {"没有这个模式", "there is no such schema"}, kOurMistake},
      {"0A", "store-statement", {"语句有误", "the statement is wrong"}, kOurMistake},
      {"28",
       "store-cannot-open",
       {"数据库拒绝登录", "the database refuses this user"},
       {"检查用户名和密码", "check the user and the password"}},
      {"3D",
       "store-cannot-open",
       {"没有这个数据库", "there is no such database"},
       {"检查 URL 中的数据库名", "check the name of the database in the URL"}},
      {"54",
       "store-too-big",
       {"值太大", "a value is too big"},
       {"分成几条记录保存", "keep it as several records"}},
      {"XX001",
       "store-corrupt",
       {"数据库已损坏", "the database is damaged"},
       {"停止服务，从备份恢复", "stop the service and restore a backup"}},
      {"XX002",
       "store-corrupt",
       {"数据库的索引已损坏", "an index of the database is damaged"},
       {"重建索引（REINDEX），或从备份恢复", "REINDEX, or restore a backup"}},
      {"58",
       "store-io",
       {"数据库服务器读写出错", "the database's server can't read or write"},
       {"检查服务器的磁盘", "check the server's disk"}},
      {"57014",
       "store-failed",
       {"语句被数据库中止", "the database ended the statement"},
       {"检查 statement_timeout，再试", "check statement_timeout and try again"}},
      {"57P",
       "store-lost",
       {"与数据库的连接已断开", "the connection to the database was lost"},
       {"检查数据库是否在运行，再试", "see whether the database runs and try again"}},
      {"08",
       "store-lost",
       {"与数据库的连接已断开", "the connection to the database was lost"},
       {"检查网络和数据库，再试", "check the network and the database and try again"}},
  };
  return kMeanings;
}

Fault made(const Meaning& meaning, std::string_view message, const std::string& name) {
  Text told = meaning.message;
  if (!message.empty()) {
    told.zh.append("（").append(message).append("）");
    told.en.append(" (").append(message).append(")");
  }
  return Fault{meaning.code, Place{name, 0, 0, ""}, std::move(told), meaning.remedy};
}

}  // namespace

bool may_run_again(std::string_view state) {
  return state == "40001" || state == "40P01" || state == "55P03" || state == "53300";
}

Fault postgres_fault(std::string_view state, std::string_view message, const std::string& name) {
  if (state.empty()) state = "08006";
  for (const Meaning& meaning : meanings()) {
    if (state.starts_with(meaning.state)) return made(meaning, message, name);
  }
  return made({"",
               "store-failed",
               {"数据库出错", "the database failed"},
               {"查看数据库服务器的日志", "see the log of the database's server"}},
              message, name);
}

}  // namespace fugong::store
