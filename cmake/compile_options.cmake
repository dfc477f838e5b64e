# Warnings, hardening and linking that every target shares.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough
                    -Werror=return-type -Werror=unused-result
                    -fno-omit-frame-pointer -fstack-protector-strong -fcf-protection=full
                    -ftrivial-auto-var-init=zero)
add_link_options(-fuse-ld=lld -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
# What is shipped. tests/hardening breaks a program that is built with exactly these flags, and looks at its
# file; a flag that goes missing here fails there.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
                      -fstack-clash-protection -fzero-call-used-regs=used-gpr)
  add_link_options(-Wl,-z,separate-code)
endif()
include(CheckPIESupported)
check_pie_supported()
if(POOLHOUSE_LTO)
  add_compile_options(-flto=thin)
  add_link_options(-flto=thin)
endif()
if(POOLHOUSE_SANITIZE)
  # A finding ends the program. The library's own assertions see what the sanitizers cannot: an index
  # behind a view's end but within its string.
  add_compile_options(-fsanitize=${POOLHOUSE_SANITIZE} -fno-sanitize-recover=all -D_GLIBCXX_ASSERTIONS)
  add_link_options(-fsanitize=${POOLHOUSE_SANITIZE})
endif()
if(POOLHOUSE_FUZZ)
  # Every object counts what it runs, and only the fuzz targets have libFuzzer's main (tests/fuzz): one
  # build serves the fuzzer and the tests.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
