// The dialect table: what differs between the databases in SQL that is written once.
//
// A script of the schema is written with words in braces, and the database at hand gets:
//
//   {integer}    64 bits                                  INTEGER                 BIGINT
//   {text}       UTF-8, compared byte by byte             TEXT                    TEXT COLLATE "C"
//   {bytes}                                               BLOB                    BYTEA
//   {table}      the end of a table                       STRICT                  (nothing)
//   {clustered}  … that is kept in order of its key       STRICT, WITHOUT ROWID   (nothing)
//   {by_month}   … and split by month of window_start     STRICT, WITHOUT ROWID   PARTITION BY
//   RANGE …
//
// Lines between "-- {only sqlite}" or "-- {only postgres}" and "-- {end}" are of that database
// alone. A script's checksum is that of the text as it is written, so that all databases tell the
// same version.
//
// Other SQL needs no words: it uses what both databases have. Ids are given by NextId.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

enum class SqlDialect { kSqlite, kPostgres };

// The script as that database takes it.
std::string InDialect(std::string_view script, SqlDialect dialect);

// An expression for the id of a new row: one more than the greatest of the table. The write lock,
// which every writing transaction holds, makes it unique; unlike a sequence it leaves no gaps where
// a transaction is rolled back, so that ids and revisions are the same in every database.
std::string NextId(std::string_view table, std::string_view column);

}  // namespace cognitrack
