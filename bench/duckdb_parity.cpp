// duckdb_parity prepare DB CSV | compare DB CSV: the yardstick of parity. `prepare` loads the
// export into a DuckDB table; `compare` reads the export again and FULL JOINs it with the table on
// every dimension, and prints the number of differing keys. The library comes from npm
// (bench/package.json); its C interface is loaded at run time.
#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

// duckdb_result of duckdb.h, whose fields nobody outside reads.
struct DuckResult {
  std::uint64_t opaque[8];
};

struct Duck {
  void* library = nullptr;
  int (*open)(const char*, void**) = nullptr;
  int (*connect)(void*, void**) = nullptr;
  int (*query)(void*, const char*, DuckResult*) = nullptr;
  const char* (*result_error)(DuckResult*) = nullptr;
  std::int64_t (*value_int64)(DuckResult*, std::uint64_t, std::uint64_t) = nullptr;
  void (*destroy_result)(DuckResult*) = nullptr;
  void* connection = nullptr;
};

template <typename Function>
bool Load(void* library, const char* name, Function* function) {
  void* symbol = dlsym(library, name);
  std::memcpy(function, &symbol, sizeof symbol);
  return symbol != nullptr;
}

bool Open(const char* database, Duck* duck) {
  duck->library = dlopen("bench/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so",
                         RTLD_NOW | RTLD_LOCAL);
  if (duck->library == nullptr) return false;
  void* handle = nullptr;
  return Load(duck->library, "duckdb_open", &duck->open) &&
         Load(duck->library, "duckdb_connect", &duck->connect) &&
         Load(duck->library, "duckdb_query", &duck->query) &&
         Load(duck->library, "duckdb_result_error", &duck->result_error) &&
         Load(duck->library, "duckdb_value_int64", &duck->value_int64) &&
         Load(duck->library, "duckdb_destroy_result", &duck->destroy_result) &&
         duck->open(database, &handle) == 0 && duck->connect(handle, &duck->connection) == 0;
}

// The first value of the answer, or −1 with the error on stderr.
std::int64_t Ask(const Duck& duck, const std::string& sql) {
  DuckResult result = {};
  std::int64_t value = -1;
  if (duck.query(duck.connection, sql.c_str(), &result) != 0) {
    std::fprintf(stderr, "%s\n", duck.result_error(&result));
  } else {
    value = duck.value_int64(&result, 0, 0);
  }
  duck.destroy_result(&result);
  return value;
}

const char* const kKeys = "start_time, project_id, user_id, api_key_id, model, batch, service_tier";

std::string Grouped(const std::string& from) {
  return "SELECT " + std::string(kKeys) +
         ", sum(num_model_requests) r, sum(input_tokens) i, sum(output_tokens) o,"
         " sum(input_cached_tokens) c, sum(input_uncached_tokens) u FROM " +
         from + " GROUP BY ALL";
}

std::string CompareStatement(const std::string& csv) {
  return "WITH a AS (" + Grouped("ledger") + "), b AS (" +
         Grouped("read_csv('" + csv + "', header=true)") +
         ") SELECT count(*) FROM a FULL JOIN b ON a.start_time = b.start_time"
         " AND a.project_id IS NOT DISTINCT FROM b.project_id"
         " AND a.user_id IS NOT DISTINCT FROM b.user_id"
         " AND a.api_key_id IS NOT DISTINCT FROM b.api_key_id"
         " AND a.model IS NOT DISTINCT FROM b.model AND a.batch IS NOT DISTINCT FROM b.batch"
         " AND a.service_tier IS NOT DISTINCT FROM b.service_tier"
         " WHERE a.r IS DISTINCT FROM b.r OR a.i IS DISTINCT FROM b.i OR a.o IS DISTINCT FROM b.o"
         " OR a.c IS DISTINCT FROM b.c OR a.u IS DISTINCT FROM b.u";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  Duck duck;
  if (!Open(argv[2], &duck)) {
    std::fprintf(stderr, "DuckDB's library cannot be loaded; run: npm ci in bench/\n");
    return 69;
  }
  const std::string csv = argv[3];
  const bool prepare = std::strcmp(argv[1], "prepare") == 0;
  const std::int64_t answer = Ask(
      duck, prepare ? "CREATE TABLE ledger AS SELECT * FROM read_csv('" + csv + "', header=true)"
                    : CompareStatement(csv));
  std::printf("%lld\n", static_cast<long long>(answer));
  return answer < 0 ? 1 : 0;
}
