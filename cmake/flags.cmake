# Compiler and linker flags that every target of the project gets.
add_library(jb_flags INTERFACE)
target_compile_options(jb_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wcast-qual -Wconversion
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
  $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation> # snprintf cuts on purpose
  -Wno-missing-field-initializers # designated initialisers leave the rest zero on purpose
  $<$<BOOL:${JB_WERROR}>:-Werror>
  -fstack-protector-strong)
target_link_options(jb_flags INTERFACE -Wl,-z,relro,-z,now)

if(JB_SANITIZE)
  target_compile_options(jb_flags INTERFACE -fsanitize=${JB_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(jb_flags INTERFACE -fsanitize=${JB_SANITIZE})
  target_compile_definitions(jb_flags INTERFACE JB_SANITIZED=1)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  check_c_compiler_flag(-D_FORTIFY_SOURCE=3 JB_HAS_FORTIFY)
  target_compile_options(jb_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()

if(JB_FUZZ) # the library too: libFuzzer is blind to code that does not count its branches
  target_compile_options(jb_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(jb_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(JB_COVERAGE)
  target_compile_options(jb_flags INTERFACE --coverage)
  target_link_options(jb_flags INTERFACE --coverage)
endif()
