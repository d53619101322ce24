# Writes ${out}: a C++ source that holds ${files}, which are below ${root}, as a
# table of leadmill::web_file in their order. The assembler takes them in: bytes
# of any kind, of any number.
set(text "#include \"net/web_files.hpp\"\n\n#include <array>\n\n")
set(table "")
set(number 0)
foreach(file IN LISTS files)
  file(RELATIVE_PATH name "${root}" "${file}")
  set(symbol "leadmill_web_${number}")
  string(APPEND text
    "asm(R\"--(\n.pushsection .rodata\n.balign 16\n.global ${symbol}\n"
    ".hidden ${symbol}\n${symbol}:\n.incbin \"${file}\"\n"
    ".global ${symbol}_end\n.hidden ${symbol}_end\n${symbol}_end:\n.byte 0\n"
    ".popsection\n)--\");\n"
    "extern \"C\" __attribute__((visibility(\"hidden\"))) "
    "const char ${symbol}[], ${symbol}_end[];\n\n")
  string(APPEND table "      leadmill::web_file{\"${name}\", "
    "{${symbol},\n       static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND text "namespace leadmill {\n\n"
  "std::span<const web_file> web_files() noexcept {\n"
  "  static const std::array<web_file, ${number}> all{{\n${table}  }};\n"
  "  return all;\n}\n\n} // namespace leadmill\n")
file(WRITE "${out}" "${text}")
