# Writes ${out}: a C++ source that holds ${files} (NNNN_name.sql) as a table of
# leadmill::migration in their order.
list(SORT files)
set(text "#include \"store/migrations.hpp\"\n\nnamespace leadmill {\n\n")
string(APPEND text "namespace {\n\nconstexpr migration all[] = {\n")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_.+$")
    message(FATAL_ERROR "${file}: a migration is named NNNN_name.sql")
  endif()
  string(REGEX REPLACE "^0+" "" version "${CMAKE_MATCH_1}")
  file(READ "${file}" sql)
  string(APPEND text
    "  {${version}, \"${name}\", R\"--sql--(${sql})--sql--\"},\n")
endforeach()
string(APPEND text "};\n\n} // namespace\n\n")
string(APPEND text "std::span<const migration> shipped_migrations() {\n")
string(APPEND text "  return all;\n}\n\n} // namespace leadmill\n")
file(WRITE "${out}" "${text}")
