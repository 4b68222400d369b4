# docker build -t assistant . && docker run -it --rm -v assistant:/home/sam/assistant assistant
FROM python:3.13-slim
WORKDIR /opt/assistant
COPY requirements.lock .
RUN pip install --no-cache-dir -r requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps . && useradd --create-home sam && install -d -m 700 -o sam /home/sam/assistant
USER sam
WORKDIR /home/sam
ENV ASSISTANT_HOME=/home/sam/assistant
VOLUME /home/sam/assistant
ENTRYPOINT ["assistant"]
