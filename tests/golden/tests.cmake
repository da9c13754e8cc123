# What scan says of the fixtures, as people read it.
add_test(NAME golden.text
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/check $<TARGET_FILE:jianbiao> ${PROJECT_SOURCE_DIR})
