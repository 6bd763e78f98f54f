# Compiler settings shared by every room.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(FUGONG_TESTS "Build the tests" ON)
option(FUGONG_BENCH "Build the benchmarks" ON)
option(FUGONG_FUZZ "Build the fuzz targets (clang only)" OFF)
option(FUGONG_ONLY_ENGINES "Build only base, engines and pack (sanitizer and fuzz builds)" OFF)
option(FUGONG_UNITY "Compile the sources of a room several at a time, at a third of the time" OFF)
set(FUGONG_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g0 -DNDEBUG")

add_compile_options(-Wall -Wextra -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-qual -Woverloaded-virtual -Wconversion -Wsign-conversion -Wformat=2)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12's own stable_sort uses what it declares deprecated.
  add_compile_options(-Wno-deprecated-declarations)
endif()
if(FUGONG_SANITIZE)
  add_compile_options(-fsanitize=${FUGONG_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  # Each use of a pointer would be checked for null once more, which a fault of the page tells as
  # well: a sixth of the time that such a build takes.
  add_compile_options(-fno-sanitize=null,object-size,vptr)
  add_link_options(-fsanitize=${FUGONG_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What sanitizers put in between makes gcc doubt variants that are never read unset (its manual
    # warns of it); the release build keeps the warning.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
endif()
if(FUGONG_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# A check makes and drops hundreds of small things, which this allocator is quicker at than libc's.
# Not under sanitizers: they bring their own.
set(FUGONG_ALLOCATOR "")
if(NOT FUGONG_SANITIZE)
  find_library(MIMALLOC mimalloc REQUIRED)
  set(FUGONG_ALLOCATOR ${MIMALLOC})
endif()

find_package(Threads REQUIRED)
