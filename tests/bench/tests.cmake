# The floor program of tests/bench/run; the run itself is no test.
add_executable(bench_floor ${CMAKE_CURRENT_LIST_DIR}/floor.c)
target_link_libraries(bench_floor PRIVATE jb_support)
add_executable(bench_measure ${CMAKE_CURRENT_LIST_DIR}/measure.c)
target_link_libraries(bench_measure PRIVATE jb_support)
