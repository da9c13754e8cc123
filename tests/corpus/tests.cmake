# The corpus lies beside the project where it is present at all; without it the
# test says that it was skipped.
find_package(Python3 COMPONENTS Interpreter)
set(JB_CORPUS ${PROJECT_SOURCE_DIR}/../shared/corpus CACHE PATH "Folder of the corpus")
set(how)
if(JB_SANITIZE) # "address,undefined": no generator expression takes the comma
  set(how --sanitized)
endif()
if(Python3_FOUND)
  add_test(NAME corpus.labels_and_marks
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check $<TARGET_FILE:jianbiao>
      ${JB_CORPUS} ${how})
  set_tests_properties(corpus.labels_and_marks PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900)
endif()
