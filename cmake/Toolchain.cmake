# How our own targets are compiled: warnings as errors, sanitizers on request,
# ccache and mold when the machine has them.
add_library(leadmill_options INTERFACE)
target_compile_options(leadmill_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
target_include_directories(leadmill_options INTERFACE "${CMAKE_SOURCE_DIR}")
# -D_GLIBCXX_ASSERTIONS must stay off: CAF 0.17.6 aborts under it in every
# spawn(fn) without further arguments.

if(LEADMILL_SANITIZE)
  # CAF binds a null reference in argument-less spawns; harmless, hence no
  # -fsanitize=null.
  add_compile_options(-fsanitize=${LEADMILL_SANITIZE} -fno-sanitize=null
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LEADMILL_SANITIZE})
  # With its instrumentation in between, GCC 12 takes std::regex for
  # uninitialized.
  target_compile_options(leadmill_options INTERFACE -Wno-maybe-uninitialized)
endif()

find_program(LEADMILL_CCACHE ccache)
if(LEADMILL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${LEADMILL_CCACHE}")
endif()
find_program(LEADMILL_MOLD mold)
if(LEADMILL_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Packed relative relocations (DT_RELR, glibc 2.36): for the program alone, by
# the GNU linker, since Debian 12's mold writes what its loader refuses.
include(CheckCXXSourceRuns)
set(CMAKE_REQUIRED_LINK_OPTIONS -fuse-ld=bfd -Wl,-z,pack-relative-relocs)
check_cxx_source_runs("int main() {}" LEADMILL_HAS_RELR)
unset(CMAKE_REQUIRED_LINK_OPTIONS)

# leadmill_pack_relocations(target)
function(leadmill_pack_relocations target)
  if(LEADMILL_HAS_RELR)
    target_link_options(${target} PRIVATE
      -fuse-ld=bfd -Wl,-z,pack-relative-relocs)
  endif()
endfunction()

# leadmill_library(name SOURCES a.cpp … LINK target …): a folder's library.
function(leadmill_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_LINK}
    PRIVATE leadmill_options ${arg_PRIVATE_LINK})
  target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
endfunction()
