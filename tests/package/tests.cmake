# The shared library exports what include/jianbiao declares and nothing else;
# an installation works from another place.
add_test(NAME package.symbols
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/symbols $<TARGET_FILE:jianbiao_lib>
    ${PROJECT_SOURCE_DIR}/include/jianbiao)
