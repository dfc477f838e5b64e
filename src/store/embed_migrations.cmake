# cmake -DDIRECTORY=<folder of .sql files> -DOUTPUT=<.cpp> -P embed_migrations.cmake
# Writes embedded_migrations() of migration.h from the files named NNNN_name.sql.
file(GLOB files "${DIRECTORY}/*.sql")
list(SORT files)
set(rows "")
set(last 0)
foreach(file IN LISTS files)
  get_filename_component(stem "${file}" NAME_WE)
  if(NOT stem MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${stem}.sql: a migration is named 0001_what_it_does.sql")
  endif()
  set(name "${CMAKE_MATCH_2}")
  string(REGEX REPLACE "^0+" "" version "${CMAKE_MATCH_1}")
  math(EXPR next "${last} + 1")
  if(NOT version EQUAL next)
    message(FATAL_ERROR "${stem}.sql: the next migration has version ${next}")
  endif()
  set(last ${version})
  file(READ "${file}" sql)
  string(SHA256 sha256 "${sql}")
  string(APPEND rows "      {${version}, \"${name}\", R\"__sql__(${sql})__sql__\", \"${sha256}\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Written by src/store/embed_migrations.cmake from src/store/migrations.
#include <vector>

#include \"store/migration.h\"

namespace poolhouse::store {

std::span<const Migration> embedded_migrations() {
  static const std::vector<Migration> migrations{
${rows}  };
  return migrations;
}

}  // namespace poolhouse::store
")
