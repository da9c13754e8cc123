# The shared library exports what include/jianbiao declares and nothing else;
# an installation works from another place.
add_test(NAME package.symbols
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/symbols $<TARGET_FILE:jianbiao_lib>
    ${PROJECT_SOURCE_DIR}/include/jianbiao)
add_test(NAME package.rules_image
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/image $<TARGET_FILE:jianbiao>
    ${PROJECT_BINARY_DIR}/share/jianbiao/rules ${PROJECT_SOURCE_DIR}/testdata)
if(NOT JB_SANITIZE)
  add_test(NAME package.install
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/install ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}
      ${CMAKE_C_COMPILER})
endif()
