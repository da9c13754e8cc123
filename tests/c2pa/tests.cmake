# C2PA from outside: cases written for other readers, the corpus with a table
# of intended deviations, and the sweep that flips every byte.
find_package(Python3 COMPONENTS Interpreter)
set(JB_CORPUS ${PROJECT_SOURCE_DIR}/../shared/corpus CACHE PATH "Folder of the corpus")
add_executable(write_c2pa_cases ${CMAKE_CURRENT_LIST_DIR}/write_cases.c)
target_link_libraries(write_c2pa_cases PRIVATE jb_support)
set_target_properties(write_c2pa_cases PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)

add_executable(c2pa_flip ${CMAKE_CURRENT_LIST_DIR}/flip.c)
target_link_libraries(c2pa_flip PRIVATE jb_support)
set_target_properties(c2pa_flip PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
add_test(NAME c2pa.flip COMMAND c2pa_flip)
set_tests_properties(c2pa.flip PROPERTIES TIMEOUT 900)

if(Python3_FOUND)
  add_test(NAME c2pa.corpus
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check $<TARGET_FILE:jianbiao>
      ${JB_CORPUS} ${JB_CORPUS}/../trust)
  set_tests_properties(c2pa.corpus PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900)
endif()
