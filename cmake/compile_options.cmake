# Warnings, hardening and linking that every target shares.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough
                    -Werror=return-type -Werror=unused-result
                    -fno-omit-frame-pointer -fstack-protector-strong -fcf-protection=full
                    -ftrivial-auto-var-init=zero)
add_link_options(-fuse-ld=lld -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
include(CheckPIESupported)
check_pie_supported()
if(POOLHOUSE_LTO)
  add_compile_options(-flto=thin)
  add_link_options(-flto=thin)
endif()
if(POOLHOUSE_SANITIZE)
  add_compile_options(-fsanitize=${POOLHOUSE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${POOLHOUSE_SANITIZE})
endif()
