# Fuzz targets: every tests/fuzz/<name>_fuzz.c.
# Ordinary builds link them with replay.c and run them over their corpus and a
# fixed set of mutations of it; with JB_FUZZ (clang) they become libFuzzer
# programs and the corpus is replayed by libFuzzer itself.
file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_fuzz.c)
foreach(source IN LISTS fuzz_targets)
  get_filename_component(target ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" short ${target})
  if(JB_FUZZ)
    add_executable(${target} ${source})
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    set(arguments -runs=0)
  else()
    add_executable(${target} ${source} ${CMAKE_CURRENT_LIST_DIR}/replay.c)
    set(arguments)
  endif()
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_LIST_DIR})
  target_compile_definitions(${target} PRIVATE JB_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE jb_support)
  set_target_properties(${target} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/fuzz)
  add_test(NAME fuzz.${short}
    COMMAND ${target} ${arguments} ${CMAKE_CURRENT_LIST_DIR}/corpus/${short})
  set_tests_properties(fuzz.${short} PROPERTIES TIMEOUT 300)
endforeach()
