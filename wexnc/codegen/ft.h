#pragma once
#include <map>
#include <string>
#include <ctime>
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <algorithm>
namespace ft {
struct T { double opt = 0, cg = 0; std::map<std::string,double> passes; size_t insts = 0; };
inline std::map<std::string, T> table;
inline double now() { timespec t; clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); return double(t.tv_sec) + 1e-9 * double(t.tv_nsec); }
inline void print() {
  if (!getenv("WT")) return;
  std::vector<std::pair<double, std::string>> v;
  double sum = 0;
  for (auto &[n, t] : table) { v.push_back({t.opt + t.cg, n}); sum += t.opt + t.cg; }
  std::sort(v.rbegin(), v.rend());
  fprintf(stderr, "FT total %.2f of %zu\n", sum, v.size());
  for (size_t i = 0; i < v.size() && i < 25; ++i) {
    T &t = table[v[i].second];
    fprintf(stderr, "FT %8.2f opt %8.2f cg %8.2f insts %zu us/inst %.0f %s:", v[i].first, t.opt, t.cg, t.insts, 1e6*v[i].first/double(t.insts+1), v[i].second.c_str());
    std::vector<std::pair<double, std::string>> p;
    for (auto &[n, d] : t.passes) p.push_back({d, n});
    std::sort(p.rbegin(), p.rend());
    for (size_t k = 0; k < p.size() && k < 6; ++k) fprintf(stderr, " %s %.2f", p[k].second.c_str(), p[k].first);
    fprintf(stderr, "\n");
  }
}
}
