# What happens when files, memory, disks or processes fail.
add_library(fault_common STATIC ${CMAKE_CURRENT_LIST_DIR}/common.c)
target_compile_definitions(fault_common PRIVATE JB_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(fault_common PUBLIC jb_support)

foreach(name mutate alloc)
  add_executable(fault_${name} ${CMAKE_CURRENT_LIST_DIR}/${name}.c)
  target_link_libraries(fault_${name} PRIVATE fault_common)
  set_target_properties(fault_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  add_test(NAME fault.${name} COMMAND fault_${name})
  set_tests_properties(fault.${name} PROPERTIES TIMEOUT 300)
endforeach()
if(JB_SANITIZE) # malloc is the sanitizer's there
  target_link_options(fault_alloc PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)
endif()
