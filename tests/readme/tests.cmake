# README shows what the program prints.
add_test(NAME readme.output
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/output $<TARGET_FILE:jianbiao> ${PROJECT_SOURCE_DIR})
