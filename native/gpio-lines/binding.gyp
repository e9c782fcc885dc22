{
  "targets": [
    {
      "target_name": "gpio_lines",
      "sources": ["gpio-lines.c"],
      "cflags": ["-std=c11", "-Wall", "-Wextra", "-O2"]
    }
  ]
}
