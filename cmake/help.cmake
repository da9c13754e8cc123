# Man page and completions: the program writes them from its option table.
set(help_dir ${PROJECT_BINARY_DIR}/help)
file(MAKE_DIRECTORY ${help_dir})
set(help_files)
foreach(pair man:jianbiao.1 bash:jianbiao.bash zsh:_jianbiao fish:jianbiao.fish)
  string(REGEX MATCH "^([a-z]+):(.+)$" unused ${pair})
  add_custom_command(OUTPUT ${help_dir}/${CMAKE_MATCH_2}
    COMMAND jianbiao --generate ${CMAKE_MATCH_1} > ${help_dir}/${CMAKE_MATCH_2}
    DEPENDS jianbiao VERBATIM)
  list(APPEND help_files ${help_dir}/${CMAKE_MATCH_2})
endforeach()
add_custom_target(jb_help ALL DEPENDS ${help_files})

install(FILES ${help_dir}/jianbiao.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${help_dir}/jianbiao.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME jianbiao)
install(FILES ${help_dir}/_jianbiao DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${help_dir}/jianbiao.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
