"""Help inside the program: short pages beside the work, found by words, by place and by what was refused."""
