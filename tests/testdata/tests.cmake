# The program that makes testdata/, and a test that it still makes those files.
# It needs encoders that the product does not: without them it is not built,
# and the test says so.
pkg_check_modules(MAKE_DEPS IMPORTED_TARGET libpng libjpeg libwebp libheif)
if(MAKE_DEPS_FOUND)
  add_executable(make_testdata ${PROJECT_SOURCE_DIR}/testdata/make.c
    ${PROJECT_SOURCE_DIR}/testdata/draw.c)
  target_include_directories(make_testdata PRIVATE ${PROJECT_SOURCE_DIR}/testdata)
  target_link_libraries(make_testdata PRIVATE jb_support PkgConfig::MAKE_DEPS)
  add_test(NAME testdata.reproducible
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/reproducible $<TARGET_FILE:make_testdata>
      ${PROJECT_SOURCE_DIR}/testdata)
  # the video encoders keep memory of their own
  set_tests_properties(testdata.reproducible PROPERTIES ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
else()
  message(STATUS "testdata is not rebuilt here: libpng, libjpeg, libwebp or libheif is missing")
endif()
