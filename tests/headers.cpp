// Only so that the headers that tests share are compiled once; see CMakeLists.txt beside it.
