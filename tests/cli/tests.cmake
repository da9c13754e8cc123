# The program from outside.
foreach(name exit_codes usage inputs outputs policy judge batch words)
  add_test(NAME cli.${name} COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/${name}.sh
    $<TARGET_FILE:jianbiao> ${PROJECT_SOURCE_DIR})
  set_tests_properties(cli.${name} PROPERTIES TIMEOUT 300)
endforeach()
add_test(NAME cli.messages COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/messages.sh
  ${PROJECT_SOURCE_DIR} $<TARGET_FILE:po2c>)
add_test(NAME cli.schema COMMAND ${CMAKE_CURRENT_LIST_DIR}/schema.py
  $<TARGET_FILE:jianbiao> ${PROJECT_SOURCE_DIR})
set_tests_properties(cli.schema PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME cli.codes COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/codes.sh ${PROJECT_SOURCE_DIR})
